package dev.sluice.output;

import dev.sluice.job.Job;
import dev.sluice.text.Utf8;
import dev.sluice.wire.output.OutputFrame;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last output of an attempt, as evidence of how it ended: both streams in order of
 * arrival, as text, up to {@value #MAX_LINES} lines and {@value #MAX_BYTES} bytes.
 */
final class Evidence {
  static final int MAX_LINES = 20;
  static final int MAX_BYTES = 4_096;

  /** Bounds the search, as chunks may hold no text. */
  private static final int MAX_CHUNKS = 64;

  private final LogReader log;

  Evidence(LogReader log) {
    this.log = log;
  }

  /** The last output of the current or last attempt; empty when it printed nothing. */
  Uni<String> of(Job job) {
    if (job.attemptNumber() == 0) {
      return Uni.createFrom().item("");
    }
    ByteBuffer end = ByteBuffer.allocate(MAX_BYTES);
    // Filled from the end: the position marks the start of what is filled.
    end.position(MAX_BYTES);
    return log.last(job.id, job.attemptNumber())
        .chain(last -> backwards(job, last, end, MAX_CHUNKS))
        .map(Evidence::text);
  }

  private Uni<ByteBuffer> backwards(Job job, @Nullable LogChunk chunk, ByteBuffer end, int chunks) {
    if (chunk == null) {
      return Uni.createFrom().item(end);
    }
    prepend(chunk.frames(), end);
    if (chunk.seq() == 0 || end.position() == 0 || chunks == 1) {
      return Uni.createFrom().item(end);
    }
    return log.find(job.id, job.attemptNumber(), chunk.seq() - 1)
        .chain(before -> backwards(job, before, end, chunks - 1));
  }

  private static void prepend(List<OutputFrame> frames, ByteBuffer end) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      OutputFrame frame = frames.get(i);
      if (frame.channel().isBytes()) {
        ByteBuffer bytes = frame.bytes();
        int length = Math.min(bytes.remaining(), end.position());
        int start = end.position() - length;
        end.put(start, bytes, bytes.limit() - length, length).position(start);
      }
    }
  }

  private static String text(ByteBuffer end) {
    boolean cut = end.position() == 0;
    while (cut && end.hasRemaining() && Utf8.isContinuation(end.get(end.position()))) {
      end.get();
    }
    String text = StandardCharsets.UTF_8.decode(end).toString();
    List<String> lines = text.lines().toList();
    // A line without its start is dropped, unless it is the only one.
    int first = Math.max(cut && lines.size() > 1 ? 1 : 0, lines.size() - MAX_LINES);
    return String.join("\n", lines.subList(first, lines.size()));
  }
}
