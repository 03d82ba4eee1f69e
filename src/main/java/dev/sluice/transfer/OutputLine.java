package dev.sluice.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.JobId;
import dev.sluice.output.LogChunk;
import dev.sluice.output.StoredChunk;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chunk of output of an attempt. Its entries are text where the bytes are UTF-8. */
final class OutputLine {
  private static final int MOST_ENTRIES = 1 << 20;

  private OutputLine() {}

  static ObjectNode write(String jobId, LogChunk chunk) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("job_id", jobId).put("attempt", chunk.attempt()).put("seq", chunk.seq());
    line.put("offset", chunk.offset()).put("size_before", chunk.sizeBefore());
    line.put("truncated", chunk.truncated());
    ArrayNode entries = line.putArray("entries");
    chunk.frames().forEach(frame -> write(frame, entries.addObject()));
    return line;
  }

  private static void write(OutputFrame frame, ObjectNode entry) {
    entry.put("stream", frame.channel().label());
    entry.put("at", Instant.ofEpochMilli(frame.at()).toString());
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(frame.bytes().duplicate()).toString();
      entry.put("text", text);
    } catch (CharacterCodingException e) {
      byte[] bytes = new byte[frame.bytes().remaining()];
      frame.bytes().duplicate().get(bytes);
      entry.put("base64", bytes);
    }
  }

  /**
   * @throws ProblemException 400 naming every field at fault
   */
  static StoredChunk read(ObjectNode content) {
    JsonFields fields = new JsonFields(content);
    String jobId = fields.requiredString("job_id", 128, "must be the id of a job");
    if (jobId != null && !JobId.isValid(jobId)) {
      fields.reject("job_id", "invalid_id", "may have letters, digits, '.', '_' and '-'");
    }
    long attempt = required(fields, "attempt", 1, 10_000);
    long seq = required(fields, "seq", 0, Integer.MAX_VALUE);
    long offset = required(fields, "offset", 0, Long.MAX_VALUE);
    long sizeBefore = required(fields, "size_before", 0, Long.MAX_VALUE);
    boolean truncated = Boolean.TRUE.equals(fields.bool("truncated"));
    List<OutputFrame> frames = new ArrayList<>();
    for (JsonFields entry : fields.objects("entries", MOST_ENTRIES)) {
      frames.add(frame(entry));
    }
    fields.finish(ProblemException::invalid);
    return new LogChunk((int) attempt, seq, offset, sizeBefore, truncated, encoded(frames))
        .document(String.valueOf(jobId));
  }

  private static OutputFrame frame(JsonFields entry) {
    OutputChannel channel = channel(entry);
    Instant at = entry.instant("at");
    if (at == null) {
      entry.rejectUnlessRejected("at", "required", "must be a time");
    }
    String text = entry.anyString("text");
    byte[] bytes = text == null ? bytes(entry) : text.getBytes(StandardCharsets.UTF_8);
    long millis = Objects.requireNonNullElse(at, Instant.EPOCH).toEpochMilli();
    return new OutputFrame(channel, millis, ByteBuffer.wrap(bytes));
  }

  private static OutputChannel channel(JsonFields entry) {
    @Nullable String label = entry.string("stream", 16);
    for (OutputChannel channel : OutputChannel.values()) {
      if (channel.label().equals(label)) {
        return channel;
      }
    }
    entry.rejectUnlessRejected(
        "stream", "invalid_value", "must be stdout, stderr, progress or gap");
    return OutputChannel.STDOUT;
  }

  private static byte[] bytes(JsonFields entry) {
    JsonNode encoded = entry.any("base64");
    try {
      byte[] bytes = encoded == null ? null : encoded.binaryValue();
      if (bytes != null) {
        return bytes;
      }
    } catch (IOException e) {
      // refused below
    }
    entry.rejectUnlessRejected("base64", "invalid_value", "must be base64, where there is no text");
    return new byte[0];
  }

  private static long required(JsonFields fields, String field, long min, long max) {
    Long value = fields.integer(field, min, max);
    if (value == null) {
      fields.rejectUnlessRejected(field, "required", "must be a number");
    }
    return value == null ? min : value;
  }

  private static byte[] encoded(List<OutputFrame> frames) {
    int size =
        frames.stream().mapToInt(f -> OutputFrame.HEADER_BYTES + f.bytes().remaining()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    frames.forEach(frame -> frame.writeTo(bytes));
    return bytes.array();
  }
}
