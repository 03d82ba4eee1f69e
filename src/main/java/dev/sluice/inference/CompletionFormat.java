package dev.sluice.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.LogChunk;
import dev.sluice.output.stream.FleetView;
import dev.sluice.output.stream.StreamFormat;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.text.Utf8;
import dev.sluice.wire.Json;
import dev.sluice.wire.Problem;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the text of a completion, and what comes beside it, out of the output of its job. */
abstract class CompletionFormat implements StreamFormat {
  private static final ObjectMapper JSON = Json.mapper();
  private static final int BAD_GATEWAY = 502;

  /** Bytes of a character whose other bytes are in the next frame. */
  private byte[] half = {};

  private @Nullable Problem failure;
  private final CompletionRequest asked;
  private String jobId = "";
  private long createdS;

  CompletionFormat(CompletionRequest asked) {
    this.asked = asked;
  }

  final CompletionRequest asked() {
    return asked;
  }

  /** The fields that every answer, and every part of one, starts with. */
  final ObjectNode head(String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", jobId)
        .put("object", object)
        .put("created", createdS)
        .put("model", asked.model());
  }

  /** Why there is no answer, or none up to its end; null as long as none is known. */
  final @Nullable Problem failure() {
    return failure;
  }

  /** The next piece of text, which is not empty. */
  abstract void text(String text, ByteBuilder out);

  /** Fields of a message beside its text. */
  abstract void rest(ObjectNode delta, ByteBuilder out);

  /**
   * The job has completed.
   *
   * @param output what the operation returned
   */
  abstract void finished(Job job, JsonNode output, ByteBuilder out);

  /** Nothing of the answer follows. */
  abstract void failed(Problem why, ByteBuilder out);

  @Override
  public final void hello(Job job, @Nullable String cursor, ByteBuilder out) {
    jobId = job.id;
    createdS = job.createdAt.getEpochSecond();
  }

  @Override
  public final void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out) {}

  @Override
  public final void attempt(Attempt attempt, ByteBuilder out) {}

  @Override
  public final void cut(ByteBuilder out) {}

  @Override
  public final Buffer chunk(LogChunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(256);
    for (OutputFrame frame : frames.subList(entry, frames.size())) {
      if (failure == null) {
        frame(frame, out);
      }
    }
    return out.toBuffer();
  }

  private void frame(OutputFrame frame, ByteBuilder out) {
    switch (frame.channel()) {
      case STDOUT -> {
        String text = decoded(frame.bytes().duplicate());
        if (!text.isEmpty()) {
          text(text, out);
        }
      }
      case PROGRESS -> {
        JsonNode event = parsed(frame.bytes().duplicate());
        if (event.path("data") instanceof ObjectNode delta && isDelta(event)) {
          rest(delta, out);
        }
      }
      case GAP -> fail(lost(), out);
      case STDERR -> {}
    }
  }

  private static boolean isDelta(JsonNode event) {
    return event.path("step").asText().equals("delta");
  }

  private String decoded(ByteBuffer bytes) {
    byte[] all = new byte[half.length + bytes.remaining()];
    System.arraycopy(half, 0, all, 0, half.length);
    bytes.get(all, half.length, bytes.remaining());
    int open = Utf8.incompleteTail(all, 0, all.length);
    half = new byte[open];
    System.arraycopy(all, all.length - open, half, 0, open);
    return new String(all, 0, all.length - open, StandardCharsets.UTF_8);
  }

  private static JsonNode parsed(ByteBuffer json) {
    try {
      return JSON.readTree(StandardCharsets.UTF_8.decode(json).toString());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public final void gap(String from, @Nullable String to, String reason, ByteBuilder out) {
    fail(lost(), out);
  }

  private static Problem lost() {
    return ProblemException.of(
            BAD_GATEWAY, "output_lost", "a part of the answer was lost, or is beyond the limit")
        .problem();
  }

  @Override
  public final void end(Job job, String cursor, ByteBuilder out) {
    Optional<Problem> why = JobFailure.of(job);
    if (why.isPresent()) {
      fail(why.get(), out);
    } else if (failure == null) {
      finished(job, JobFailure.output(job.resultView()), out);
    }
  }

  /** Ends the answer with a failure, unless one has ended it. */
  final void fail(Problem why, ByteBuilder out) {
    if (failure == null) {
      failure = why;
      failed(why, out);
    }
  }
}
