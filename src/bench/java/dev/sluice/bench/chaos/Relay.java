package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.ConnectionThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards a port of loopback to another, and can cut, hold or delay what passes: a network that
 * fails on demand.
 */
final class Relay implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final ServerSocket listener;
  private final int target;
  private final Tamper tamper;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> abandoned = ConcurrentHashMap.newKeySet();
  private Mode mode = Mode.PASS;
  private volatile int delayMs;

  private enum Mode {
    PASS,
    /** Connections stand and no byte passes, as in a partition without a reset. */
    HOLD,
    /** Connections are reset, new ones too. */
    CUT
  }

  /** Changes what passes, as a faulty server or agent would. */
  interface Tamper {
    Tamper NONE = (toTarget, data, back) -> data;

    /**
     * @param toTarget the direction
     * @param data one read
     * @param back to the sender of the data
     * @return what to forward; empty for nothing
     */
    byte[] pass(boolean toTarget, byte[] data, OutputStream back) throws IOException;

    /** The one of a new connection, if each has its own. */
    default Tamper ofConnection() {
      return this;
    }
  }

  Relay(int port, int target, Tamper tamper) throws IOException {
    this.listener = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    this.target = target;
    this.tamper = tamper;
    ConnectionThread.start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized void pass() {
    mode = Mode.PASS;
    notifyAll();
  }

  synchronized void hold() {
    mode = Mode.HOLD;
  }

  void cut() {
    synchronized (this) {
      mode = Mode.CUT;
      notifyAll();
    }
    open.forEach(Relay::reset);
  }

  /** The connections that are open lead nowhere from now on; new ones pass. */
  void abandon() {
    abandoned.addAll(open);
  }

  /** Delays each read by that long; 0 for no delay. */
  void delay(int millis) {
    delayMs = millis;
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      open.add(client);
      ConnectionThread.start(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      awaitPassage();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Tamper tampered = tamper.ofConnection();
      ConnectionThread.start(() -> forward(server, client, false, tampered));
      forward(client, server, true, tampered);
    } finally {
      reset(client);
      open.remove(client);
    }
  }

  private void forward(Socket from, Socket to, boolean toTarget, Tamper tampered)
      throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitPassage();
        if (abandoned.contains(from)) {
          continue;
        }
        byte[] data = java.util.Arrays.copyOf(buffer, count);
        out.write(tampered.pass(toTarget, data, from.getOutputStream()));
      }
    } finally {
      open.remove(from);
      open.remove(to);
      abandoned.remove(from);
    }
  }

  private void awaitPassage() throws IOException {
    try {
      if (delayMs > 0) {
        Thread.sleep(delayMs);
      }
      synchronized (this) {
        while (mode == Mode.HOLD) {
          wait();
        }
        if (mode == Mode.CUT) {
          throw new IOException("cut");
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It was closed before.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
