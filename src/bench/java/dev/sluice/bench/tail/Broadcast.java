package dev.sluice.bench.tail;

import dev.sluice.bench.harness.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A baseline for many readers: one thread that writes each event to every socket in turn, without
 * HTTP and without waiting. It runs in a process of its own, as the server does, so that server and
 * readers do not share one limit on open files.
 */
final class Broadcast {
  private static final String EVENT =
      "event: stdout\n"
          + "data: {\"text\":\"line %d\\n"
          + "\",\"at\":\"2026-01-01T00:00:00.000Z\"}\n"
          + "id: 1.%d\n\n";

  private Broadcast() {}

  /** Events x readers per second. */
  static double rate(int readers, int events) throws Exception {
    Process server =
        new ProcessBuilder(
                Processes.java(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Broadcast.class.getName(),
                String.valueOf(readers),
                String.valueOf(events))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = server.inputReader();
        TailerPool pool = new TailerPool()) {
      int port = Integer.parseInt(output.readLine());
      pool.connect(port, "/", readers);
      long began = System.nanoTime();
      pool.readToEnd(120);
      return pool.events() / ((System.nanoTime() - began) / 1e9);
    } finally {
      server.destroyForcibly();
    }
  }

  /** Prints its port, then serves {@code args[1]} events to each of {@code args[0]} readers. */
  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000)) {
      System.out.println(listener.socket().getLocalPort());
      serve(listener, Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }
  }

  private static void serve(ServerSocketChannel listener, int readers, int events)
      throws IOException {
    List<SocketChannel> sockets = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      SocketChannel socket = listener.accept();
      // Closing a socket with unread bytes would reset the connection.
      socket.read(ByteBuffer.allocate(1_024));
      socket.write(ByteBuffer.wrap(": hello\n\n".getBytes()));
      sockets.add(socket);
    }
    for (int e = 0; e < events; e++) {
      ByteBuffer event = ByteBuffer.wrap(EVENT.formatted(e, e).getBytes());
      for (SocketChannel socket : sockets) {
        socket.write(event.duplicate());
      }
    }
    for (SocketChannel socket : sockets) {
      socket.close();
    }
  }
}
