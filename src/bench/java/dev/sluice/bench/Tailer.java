package dev.sluice.bench;

import java.nio.ByteBuffer;

/**
 * One reader of a stream of typed events, fed with bytes as they come. It counts the events that
 * have an id and keeps a checksum of those ids in their order: equal to another reader's, nothing
 * was lost, doubled or reordered.
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
