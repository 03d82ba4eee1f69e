package dev.sluice.bench.moves;

import dev.sluice.bench.harness.ConnectionThread;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards the connections of a server to the store, and counts commands and bytes. */
final class StoreMeter implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int storePort;
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  StoreMeter(int storePort) throws IOException {
    this.storePort = storePort;
    ConnectionThread.start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  long commands() {
    return commands.get();
  }

  /** In both directions. */
  long bytes() {
    return bytes.get();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket server = listener.accept();
      ConnectionThread.start(() -> connect(server));
    }
  }

  private void connect(Socket server) throws IOException {
    try (server) {
      Socket store = new Socket(InetAddress.getLoopbackAddress(), storePort);
      server.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      ConnectionThread.start(() -> forward(store, server, new AtomicLong()));
      forward(server, store, commands);
    }
  }

  /** A message of MongoDB's protocol begins with its length. */
  private void forward(Socket from, Socket to, AtomicLong messages) throws IOException {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      while (true) {
        int length = Integer.reverseBytes(in.readInt());
        byte[] message = new byte[length];
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
        in.readFully(message, Integer.BYTES, length - Integer.BYTES);
        messages.incrementAndGet();
        bytes.addAndGet(length);
        out.write(message);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
