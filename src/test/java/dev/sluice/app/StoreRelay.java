package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections on to the store, until a test cuts it off. */
final class StoreRelay implements AutoCloseable {
  private final int target;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;

  StoreRelay(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Connections break, and new ones too. */
  void cut() {
    refusing = true;
    closeAll();
  }

  void restore() {
    refusing = false;
    closeAll();
  }

  private void closeAll() {
    open.forEach(StoreRelay::close);
    open.clear();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (refusing) {
          close(client);
          continue;
        }
        Socket store = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(store);
        threads.execute(() -> copy(client, store));
        threads.execute(() -> copy(store, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException broken) {
      // The other direction ends with it.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    closeAll();
    threads.shutdownNow();
  }
}
