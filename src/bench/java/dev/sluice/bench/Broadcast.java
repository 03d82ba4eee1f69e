package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that anybody can do to tell many readers: one thread that writes each event to every
 * socket, one after the other, without HTTP or anything to wait for.
 */
final class Broadcast implements AutoCloseable {
  private static final String EVENT =
      "event: stdout\ndata: {\"text\":\"line %d\\n\",\"at\":\"2026-01-01T00:00:00.000Z\"}\nid: 1.%d\n\n";

  private final ServerSocketChannel listener =
      ServerSocketChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);

  Broadcast() throws IOException {}

  /** Events x readers per second. */
  double rate(int readers, int events) throws Exception {
    Thread server =
        new Thread(
            () -> {
              try {
                serve(readers, events);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    server.setDaemon(true);
    server.start();
    try (TailerPool pool = new TailerPool()) {
      pool.connect(listener.socket().getLocalPort(), "/", readers);
      long began = System.nanoTime();
      pool.readToEnd(120);
      return pool.events() / ((System.nanoTime() - began) / 1e9);
    }
  }

  private void serve(int readers, int events) throws IOException {
    List<SocketChannel> sockets = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      SocketChannel socket = listener.accept();
      // Closing a socket with something unread would reset it.
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

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
