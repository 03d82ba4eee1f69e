package dev.sluice.output;

import dev.sluice.output.stream.TypedEvents;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of output in memory, shared by every reader. Its events are encoded when the first reader
 * asks and then shared too.
 */
public final class Chunk {
  private final int attempt;
  private final long seq;
  private final long end;
  private final boolean truncated;
  private final int size;
  private final int firstEntry;
  private final List<OutputFrame> frames;
  private volatile @Nullable Buffer events;

  Chunk(int attempt, long seq, OutputChunk stored) {
    this.attempt = attempt;
    this.seq = seq;
    this.end = stored.offset + stored.bytes;
    this.truncated = stored.truncated;
    this.size = stored.frames.length;
    this.firstEntry = 0;
    this.frames = OutputFrame.read(ByteBuffer.wrap(stored.frames));
  }

  private Chunk(Chunk whole, int firstEntry, List<OutputFrame> frames) {
    this.attempt = whole.attempt;
    this.seq = whole.seq;
    this.end = whole.end;
    this.truncated = whole.truncated;
    this.size = whole.size;
    this.firstEntry = firstEntry;
    this.frames = List.copyOf(frames);
  }

  /** The same place in the log, showing only its last entries, the first of them possibly cut. */
  Chunk endingWith(List<OutputFrame> last) {
    return new Chunk(this, firstEntry + frames.size() - last.size(), last);
  }

  /** The cursor that stands behind the {@code index}th of {@link #frames()}. */
  public String idOf(int index) {
    return index == frames.size() - 1
        ? Cursor.ofChunk(attempt, seq)
        : Cursor.ofEntry(attempt, seq, firstEntry + index);
  }

  public int attempt() {
    return attempt;
  }

  public long seq() {
    return seq;
  }

  public List<OutputFrame> frames() {
    return frames;
  }

  /** Bytes of output up to and with this chunk. */
  long end() {
    return end;
  }

  boolean truncated() {
    return truncated;
  }

  /** Size in memory, frames alone, bytes. */
  public int size() {
    return size;
  }

  /** All of it as typed events. */
  public Buffer events() {
    Buffer encoded = events;
    if (encoded == null) {
      encoded = TypedEvents.encode(this, 0);
      events = encoded;
    }
    return encoded;
  }
}
