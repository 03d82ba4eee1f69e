package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.text.Utf8;
import dev.sluice.text.WellFormed;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole texts of a job's output, cut into chunks of its one attempt. */
final class OldOutput {
  /** Bytes, as the agent sends them at the most. */
  private static final int CHUNK = 32 << 10;

  private final String jobId;
  private final Instant at;
  private final List<ObjectNode> lines = new ArrayList<>();
  private long bytes;

  /**
   * @param at the time of all output
   */
  OldOutput(String jobId, Instant at) {
    this.jobId = jobId;
    this.at = at;
  }

  void add(String stream, @Nullable String text) {
    ByteBuffer rest =
        ByteBuffer.wrap(
            text == null ? new byte[0] : WellFormed.of(text).getBytes(StandardCharsets.UTF_8));
    while (rest.hasRemaining()) {
      int length = rest.remaining() <= CHUNK ? rest.remaining() : Utf8.cutBefore(rest, CHUNK);
      addChunk(stream, rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
    }
  }

  private void addChunk(String stream, ByteBuffer part) {
    int seq = lines.size();
    ObjectNode chunk = JsonNodeFactory.instance.objectNode();
    chunk.put("job_id", jobId).put("attempt", 1).put("seq", seq).put("offset", bytes);
    chunk.put("size_before", bytes + (long) seq * OutputFrame.HEADER_BYTES);
    chunk.put("truncated", false);
    bytes += part.remaining();
    chunk
        .putArray("entries")
        .addObject()
        .put("stream", stream)
        .put("at", at.toString())
        .put("text", StandardCharsets.UTF_8.decode(part).toString());
    lines.add(OldJob.wrapped("output", chunk));
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<ObjectNode> lines() {
    return lines;
  }

  void putTotals(ObjectNode to) {
    to.put("chunks", lines.size()).put("bytes", bytes).put("truncated", false);
  }
}
