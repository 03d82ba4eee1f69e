package dev.sluice.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup (version 2) of one attempt: its limits hold for all processes of the attempt together,
 * and no process can leave it. See <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>.
 */
final class Cgroup implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Cgroup.class.getName());

  /** An attempt without a cgroup. */
  static final Cgroup NONE = new Cgroup(null);

  /** The files of limits by the names that {@link Isolation} gives these. */
  private static final Map<String, String> FILES =
      Map.of("processes", "pids.max", "memory-mb", "memory.max");

  /** How long killed processes may take to leave the cgroup. */
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final String PREFIX = "attempt-";

  private final @Nullable Path directory;

  private Cgroup(@Nullable Path directory) {
    this.directory = directory;
  }

  /** Whether the limit of that name is one of the cgroup, and not of each process. */
  static boolean limits(String name) {
    return FILES.containsKey(name);
  }

  /**
   * Makes a delegated cgroup ready to hold those of attempts, and removes the empty ones that an
   * agent has left which was killed.
   *
   * @throws IOException if it is no cgroup, or has not the controllers that the limits need
   */
  static void prepare(Path parent, Map<String, Long> limits) throws IOException {
    Path offered = parent.resolve("cgroup.controllers");
    if (!Files.isRegularFile(offered)) {
      throw new IOException(parent + " is no cgroup of version 2");
    }
    List<String> controllers = List.of(Files.readString(offered).strip().split(" "));
    for (String name : limits.keySet()) {
      String controller = controller(name);
      if (controller != null && !controllers.contains(controller)) {
        throw new IOException(
            "the limit %s needs the controller %s, and %s offers %s"
                .formatted(name, controller, parent, controllers));
      }
      if (controller != null) {
        write(parent.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path path : left) {
        // One that is not empty may be of another agent.
        if (!removed(path)) {
          LOG.log(Level.INFO, () -> path + " has processes and stays");
        }
      }
    }
  }

  private static @Nullable String controller(String limit) {
    String file = FILES.get(limit);
    return file == null ? null : file.substring(0, file.indexOf('.'));
  }

  /**
   * Makes the cgroup of an attempt.
   *
   * @param name of the attempt, unique on this machine
   */
  static Cgroup in(Path parent, String name, Map<String, Long> limits) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(PREFIX + name));
    try {
      for (Map.Entry<String, String> entry : settings(directory, limits).entrySet()) {
        write(directory.resolve(entry.getKey()), entry.getValue());
      }
    } catch (IOException e) {
      Files.delete(directory);
      throw e;
    }
    return new Cgroup(directory);
  }

  static Map<String, String> settings(Path directory, Map<String, Long> limits) {
    Map<String, String> settings = new LinkedHashMap<>();
    Long processes = limits.get("processes");
    if (processes != null) {
      settings.put("pids.max", String.valueOf(processes));
    }
    Long memory = limits.get("memory-mb");
    if (memory != null) {
      settings.put("memory.max", String.valueOf(memory << 20));
      if (Files.exists(directory.resolve("memory.swap.max"))) { // not without swap accounting
        settings.put("memory.swap.max", "0");
      }
      // A job that lost one of its processes is seldom of use.
      settings.put("memory.oom.group", "1");
    }
    return settings;
  }

  /** The program and arguments to put before a command, which then runs in this cgroup. */
  List<String> prefix() {
    return directory == null
        ? List.of()
        : List.of(
            "sh",
            "-c",
            "echo 0 >\"$0\" && exec \"$@\"",
            directory.resolve("cgroup.procs").toString());
  }

  /** Kills all processes of the attempt, however they were started. */
  void kill() {
    if (directory != null) {
      try {
        write(directory.resolve("cgroup.kill"), "1");
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot kill what is left in " + directory, e);
      }
    }
  }

  /** Kills all processes of the attempt and removes the cgroup. */
  @Override
  public void close() {
    if (directory == null) {
      return;
    }
    kill();
    long began = System.nanoTime();
    while (!removed(directory)) {
      if (System.nanoTime() - began > LEAVE_NANOS) {
        LOG.log(Level.WARNING, "processes do not leave " + directory);
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean removed(Path directory) {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  /** The kernel takes the whole of one write; the files exist already. */
  private static void write(Path file, String value) throws IOException {
    Files.write(file, value.getBytes(UTF_8), StandardOpenOption.WRITE);
  }
}
