package dev.sluice.output;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of output in memory, shared by every reader. The first reader that needs its events
 * encodes them for all.
 */
public final class LogChunk {
  private final int attempt;
  private final long seq;
  private final long end;
  private final long sizeAtEnd;
  private final boolean truncated;
  private final byte[] encoded;
  private final int firstEntry;
  private final List<OutputFrame> frames;
  private volatile @Nullable Buffer events;

  /**
   * @param offset bytes of output before it in the same attempt
   * @param sizeBefore bytes of frames before it in the same attempt
   * @param truncated nothing follows in this attempt: the limit is reached
   * @param encoded its frames as they came over the wire, shared and not copied
   * @throws IllegalArgumentException for malformed frames
   */
  public LogChunk(
      int attempt, long seq, long offset, long sizeBefore, boolean truncated, byte[] encoded) {
    this.attempt = attempt;
    this.seq = seq;
    this.truncated = truncated;
    this.encoded = encoded;
    this.firstEntry = 0;
    this.frames = OutputFrame.read(ByteBuffer.wrap(encoded));
    this.end = offset + outputBytes(frames);
    this.sizeAtEnd = sizeBefore + encoded.length;
  }

  private LogChunk(LogChunk whole, int firstEntry, List<OutputFrame> frames) {
    this.attempt = whole.attempt;
    this.seq = whole.seq;
    this.end = whole.end;
    this.sizeAtEnd = whole.sizeAtEnd;
    this.truncated = whole.truncated;
    this.encoded = whole.encoded;
    this.firstEntry = firstEntry;
    this.frames = List.copyOf(frames);
  }

  /** The document that stores it. */
  public StoredChunk document(String jobId) {
    StoredChunk document = new StoredChunk();
    document.id = StoredChunk.id(jobId, attempt, seq);
    document.bytes = (int) outputBytes(frames);
    document.offset = end - document.bytes;
    document.sizeBefore = sizeAtEnd - encoded.length;
    document.truncated = truncated;
    document.frames = encoded;
    return document;
  }

  /** The same place in the log, showing only its last entries, the first of them possibly cut. */
  LogChunk endingWith(List<OutputFrame> last) {
    return new LogChunk(this, firstEntry + frames.size() - last.size(), last);
  }

  /** The cursor after the {@code index}th of {@link #frames()}. */
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

  /** Bytes of output of the attempt before this chunk. */
  public long offset() {
    return end - outputBytes(frames);
  }

  /** Bytes of frames of the attempt before this chunk. */
  public long sizeBefore() {
    return sizeAtEnd - encoded.length;
  }

  /** Bytes of output of the attempt up to the end of this chunk. */
  long end() {
    return end;
  }

  /** Bytes of frames of the attempt up to the end of this chunk, which the limit counts. */
  long sizeAtEnd() {
    return sizeAtEnd;
  }

  /** Whether nothing follows in the attempt, because the limit is reached. */
  public boolean truncated() {
    return truncated;
  }

  /** Size in memory without encoded events, bytes. */
  public int size() {
    return encoded.length;
  }

  /**
   * The events of all its entries.
   *
   * @param encoder runs for the first reader only, so all readers must pass the same one
   */
  public Buffer events(Function<LogChunk, Buffer> encoder) {
    Buffer shared = events;
    if (shared == null) {
      shared = encoder.apply(this);
      events = shared;
    }
    return shared;
  }

  private static long outputBytes(List<OutputFrame> frames) {
    long bytes = 0;
    for (OutputFrame frame : frames) {
      bytes += frame.channel() == OutputChannel.GAP ? 0 : frame.bytes().remaining();
    }
    return bytes;
  }
}
