package dev.sluice.output.download;

import dev.sluice.http.ProblemException;
import dev.sluice.output.LastLines;
import dev.sluice.output.LogChunk;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.JsonText;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a client downloads output.
 *
 * @param ndjson one JSON object a line, else the bytes
 * @param channel the only one shown; both streams when absent
 */
record OutputForm(boolean ndjson, @Nullable OutputChannel channel) {

  /**
   * @param stream value of the query parameter
   * @throws ProblemException 400 for an unknown stream
   */
  static OutputForm of(boolean ndjson, @Nullable String stream) {
    if (stream == null) {
      return new OutputForm(ndjson, null);
    }
    return switch (stream) {
      case "stdout" -> new OutputForm(ndjson, OutputChannel.STDOUT);
      case "stderr" -> new OutputForm(ndjson, OutputChannel.STDERR);
      default ->
          throw ProblemException.invalid("stream", "invalid_value", "must be stdout or stderr");
    };
  }

  String mediaType() {
    return ndjson ? "application/x-ndjson" : "text/plain;charset=UTF-8";
  }

  /** Counts the lines that this form shows. */
  LastLines lines() {
    return channel == null ? LastLines.OF_BOTH : LastLines.of(channel);
  }

  /** The entries of a chunk from the {@code entry}th on. */
  Buffer encode(LogChunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(chunk.size() + 64);
    for (int i = entry; i < frames.size(); i++) {
      OutputFrame frame = frames.get(i);
      if (!shows(frame.channel())) {
        continue;
      }
      if (ndjson) {
        line(frame, chunk.idOf(i), out);
      } else {
        out.write(
            frame.bytes().array(),
            frame.bytes().arrayOffset() + frame.bytes().position(),
            frame.bytes().remaining());
      }
    }
    return out.toBuffer();
  }

  /** Progress and gaps are no bytes of the job: only NDJSON shows them. */
  private boolean shows(OutputChannel candidate) {
    return channel == null ? ndjson || candidate.isBytes() : candidate == channel;
  }

  private static void line(OutputFrame frame, String cursor, ByteBuilder out) {
    out.write("{\"cursor\":\"").write(cursor).write("\",\"stream\":\"");
    out.write(frame.channel().label()).write("\",\"text\":\"");
    JsonText.write(frame.bytes(), out);
    out.write("\",\"at\":\"").write(Instant.ofEpochMilli(frame.at()).toString()).write("\"}\n");
  }
}
