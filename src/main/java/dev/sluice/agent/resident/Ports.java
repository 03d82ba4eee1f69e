package dev.sluice.agent.resident;

import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.files.PrivateDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ports of this machine that processes may listen on. A port is given to one process at a time:
 * a lock on a file tells the other agents of this account, and ends with this agent however it
 * ends. Thread-safe.
 */
final class Ports {
  private static final int FIRST = 9_000;
  private static final int LAST = 9_999;

  private final Path locks;
  private final int first;
  private final int last;

  /** The JVM refuses a second lock on a file of its own by an exception. */
  private final Set<Integer> given = ConcurrentHashMap.newKeySet();

  /**
   * @param locks the directory of the files, common to the agents of this account
   */
  Ports(Path locks) {
    this(locks, FIRST, LAST);
  }

  Ports(Path locks, int first, int last) {
    this.locks = locks;
    this.first = first;
    this.last = last;
  }

  /** The directory that all agents of this account on this machine use. */
  static Path directory() {
    String user = System.getProperty("user.name", "unknown");
    return Path.of(System.getProperty("java.io.tmpdir"), "sluice-ports-" + user);
  }

  /** A port that no other process is given until this is closed. */
  final class Claim implements AutoCloseable {
    private final int port;
    private final FileChannel lock;

    private Claim(int port, FileChannel lock) {
      this.port = port;
      this.lock = lock;
    }

    int port() {
      return port;
    }

    @Override
    public void close() throws IOException {
      try (lock) {
        given.remove(port);
      }
    }
  }

  /**
   * @param wanted null for the first free port from 9000 to 9999
   * @throws InvalidJobException when the wanted port, or each port, is in use
   */
  Claim claim(@Nullable Integer wanted) throws InvalidJobException, IOException {
    PrivateDirectory.claim(locks);
    if (wanted != null) {
      Claim claim = tryClaim(wanted);
      if (claim == null) {
        throw new InvalidJobException("port_in_use", "the port " + wanted + " is in use");
      }
      return claim;
    }
    for (int port = first; port <= last; port++) {
      Claim claim = tryClaim(port);
      if (claim != null) {
        return claim;
      }
    }
    throw new InvalidJobException(
        "no_free_port", "each port from " + first + " to " + last + " is in use");
  }

  private @Nullable Claim tryClaim(int port) throws IOException {
    if (!given.add(port)) {
      return null;
    }
    FileChannel lock = null;
    try {
      lock =
          FileChannel.open(
              locks.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (lock.tryLock() != null && isFree(port)) {
        return new Claim(port, lock);
      }
    } catch (IOException e) {
      free(port, lock);
      throw e;
    }
    free(port, lock);
    return null;
  }

  private void free(int port, @Nullable FileChannel lock) throws IOException {
    given.remove(port);
    if (lock != null) {
      lock.close();
    }
  }

  /** Whether no process listens on it, on any address. */
  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(port), 1);
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
