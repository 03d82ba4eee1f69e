package dev.sluice.bench.tail;

import java.nio.ByteBuffer;

/**
 * One reader of a stream of typed events. It counts the events with an id and keeps a checksum over
 * the sequence of ids: if it equals the checksum of another reader, no event was lost, doubled or
 * reordered.
 */
final class Tailer {
  private static final byte[] FIELD = {'\n', 'i', 'd', ':', ' '};

  private int matched;
  private long checksum;
  private int events;

  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (matched == FIELD.length) {
        if (b == '\n') {
          matched = 1;
          events++;
        }
        checksum = checksum * 31 + b;
      } else {
        matched = b == FIELD[matched] ? matched + 1 : b == '\n' ? 1 : 0;
      }
    }
  }

  int events() {
    return events;
  }

  boolean sawTheSameAs(Tailer other) {
    return events == other.events && checksum == other.checksum;
  }
}
