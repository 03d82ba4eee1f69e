package dev.sluice.output.download;

import dev.sluice.output.Chunk;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.JsonText;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;

/** Puts stored output into the form that was asked for. */
final class OutputForm {
  private final OutputRequest request;

  OutputForm(OutputRequest request) {
    this.request = request;
  }

  Buffer encode(Chunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(chunk.size() + 64);
    for (int i = entry; i < frames.size(); i++) {
      OutputFrame frame = frames.get(i);
      if (!request.shows(frame.channel())) {
        continue;
      }
      if (request.ndjson()) {
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

  private static void line(OutputFrame frame, String cursor, ByteBuilder out) {
    out.write("{\"cursor\":\"").write(cursor).write("\",\"stream\":\"");
    out.write(frame.channel().label()).write("\",\"text\":\"");
    JsonText.write(frame.bytes(), out);
    out.write("\",\"at\":\"").write(Instant.ofEpochMilli(frame.at()).toString()).write("\"}\n");
  }
}
