package dev.sluice.bench.tail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Many readers of one stream on one thread. */
public final class TailerPool implements AutoCloseable {
  private static final int CONNECT_AT_ONCE = 100;
  private static final int RECEIVE_BUFFER = 32 << 10;

  private final Selector selector = Selector.open();
  private final List<Tailer> tailers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private int heard;
  private int open;
  private long bytes;

  public TailerPool() throws IOException {}

  /** Connects {@code count} readers and waits until each has received bytes. */
  public void connect(int port, String path, int count) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            + "Connection: close\r\n\r\n";
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(request.getBytes()));
      channel.configureBlocking(false);
      Tailer tailer = new Tailer();
      tailers.add(tailer);
      open++;
      channel.register(selector, SelectionKey.OP_READ, new Reader(tailer));
      int connected = i + 1;
      if (connected % CONNECT_AT_ONCE == 0 || connected == count) {
        readUntil(() -> heard >= connected, 60);
      }
    }
  }

  /** Reads until the condition holds or all streams have ended. */
  void readUntil(BooleanSupplier condition, long seconds) throws IOException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (open > 0 && !condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "after %d s %d of %d streams are open, %d events received"
                .formatted(seconds, open, tailers.size(), events()));
      }
      selector.select(100);
      for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
        SelectionKey key = keys.next();
        keys.remove();
        read(key);
      }
    }
  }

  /**
   * Reads until no event has followed the last one for {@code quietSeconds}, or all streams have
   * ended.
   */
  void readUntilQuiet(long quietSeconds, long seconds) throws IOException {
    long[] seen = {0, System.nanoTime()};
    readUntil(
        () -> {
          long events = events();
          if (events != seen[0]) {
            seen[0] = events;
            seen[1] = System.nanoTime();
          }
          return events > 0 && System.nanoTime() - seen[1] > quietSeconds * 1_000_000_000L;
        },
        seconds);
  }

  /** Whether all readers have received the same events and all streams are open. */
  boolean isLevel() {
    return open == tailers.size() && different(tailers.get(0)) == 0;
  }

  public void readToEnd(long seconds) throws IOException {
    readUntil(() -> false, seconds);
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Reader reader = (Reader) key.attachment();
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      open--;
      channel.close();
      return;
    }
    bytes += count;
    if (!reader.heard) {
      reader.heard = true;
      heard++;
    }
    reader.tailer.feed(buffer.flip());
  }

  public long events() {
    return tailers.stream().mapToLong(Tailer::events).sum();
  }

  long bytes() {
    return bytes;
  }

  /** The number of readers that received other events than {@code expected}. */
  long different(Tailer expected) {
    return tailers.stream().filter(t -> !t.sawTheSameAs(expected)).count();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private static final class Reader {
    private final Tailer tailer;
    private boolean heard;

    Reader(Tailer tailer) {
      this.tailer = tailer;
    }
  }
}
