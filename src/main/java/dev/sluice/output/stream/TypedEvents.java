package dev.sluice.output.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.LogChunk;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.JsonText;
import dev.sluice.sse.SseWriter;
import dev.sluice.sse.StreamCutException;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The typed events of a stream, with JSON data. Each event that moves the cursor has an id.
 * Stateless, so a chunk is encoded once for all its readers.
 */
final class TypedEvents implements StreamFormat {
  static final TypedEvents INSTANCE = new TypedEvents();
  private static final int OVERHEAD_PER_EVENT = 96;
  private static final Function<LogChunk, Buffer> WHOLE = chunk -> encode(chunk, 0);

  private TypedEvents() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Hello(
      String jobId, JobStatus status, int attempt, @Nullable String cursor, String operation) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Status(
      JobStatus status,
      @Nullable Instant at,
      @Nullable Integer position,
      @Nullable Instant retryAt,
      @Nullable Map<String, Integer> waitingOn,
      @Nullable String spawnJobId) {}

  record AttemptStarted(int attempt, String workerId, Instant at) {}

  record Gap(String from, @Nullable String to, String reason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Last(JobStatus status, String reason, int attempt, @Nullable Integer exitCode) {}

  @Override
  public void hello(Job job, @Nullable String cursor, ByteBuilder out) {
    Hello hello = new Hello(job.id, job.status, job.attemptNumber(), cursor, job.operation);
    event("hello", hello, cursor, out);
  }

  @Override
  public void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out) {
    Instant at =
        switch (job.status) {
          case SUBMITTED -> job.createdAt;
          case QUEUED -> job.waitingSince();
          case ASSIGNED -> job.assignedAt;
          case RUNNING -> job.startedAt;
          case COMPLETED, FAILED, CANCELLED -> job.completedAt;
        };
    Integer position = pending.map(FleetView.Pending::position).filter(p -> p > 0).orElse(null);
    Map<String, Integer> waitingOn =
        pending.map(FleetView.Pending::waitingOn).filter(w -> !w.isEmpty()).orElse(null);
    String spawnJob = pending.map(FleetView.Pending::spawnJobId).orElse(null);
    Status status = new Status(job.status, at, position, job.retryAt, waitingOn, spawnJob);
    event("status", status, null, out);
  }

  @Override
  public void attempt(Attempt attempt, ByteBuilder out) {
    AttemptStarted started =
        new AttemptStarted(attempt.number(), attempt.workerId(), attempt.assignedAt());
    event("attempt", started, null, out);
  }

  @Override
  public Buffer chunk(LogChunk chunk, int entry) {
    return entry == 0 ? chunk.events(WHOLE) : encode(chunk, entry);
  }

  @Override
  public void gap(String from, @Nullable String to, String reason, ByteBuilder out) {
    event("gap", new Gap(from, to, reason), to, out);
  }

  @Override
  public void end(Job job, String cursor, ByteBuilder out) {
    job.resultView().ifPresent(result -> event("result", result, null, out));
    String name =
        switch (job.status) {
          case COMPLETED -> "done";
          case CANCELLED -> "cancelled";
          default -> "failed";
        };
    Integer exitCode = job.result == null ? null : job.result.exitCode();
    String reason = job.reason == null ? job.status.name() : job.reason.name();
    event(name, new Last(job.status, reason, job.attemptNumber(), exitCode), cursor, out);
  }

  @Override
  public void cut(ByteBuilder out) {
    SseWriter.comment(StreamCutException.COMMENT, out);
  }

  @Override
  public void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out) {
    String age =
        workerId == null || heartbeatAgeMs.isEmpty()
            ? ""
            : " worker=" + workerId + " heartbeat_age_ms=" + heartbeatAgeMs.getAsLong();
    SseWriter.comment("keep-alive" + age, out);
  }

  private static Buffer encode(LogChunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(expectedLength(frames.subList(entry, frames.size())));
    for (int i = entry; i < frames.size(); i++) {
      frame(frames.get(i), chunk.idOf(i), out);
    }
    return out.toBuffer();
  }

  private static int expectedLength(List<OutputFrame> frames) {
    int length = 0;
    for (OutputFrame frame : frames) {
      length += OVERHEAD_PER_EVENT + JsonText.expectedLength(frame.bytes());
    }
    return length;
  }

  private static void frame(OutputFrame frame, String id, ByteBuilder out) {
    OutputChannel channel = frame.channel();
    out.write("event: ").write(channel.label()).write("\ndata: ");
    if (channel == OutputChannel.STDOUT || channel == OutputChannel.STDERR) {
      out.write("{\"text\":\"");
      boolean utf8 = JsonText.write(frame.bytes(), out);
      if (!utf8) {
        out.write("\",\"base64\":\"").write(base64(frame));
      }
      out.write("\",\"at\":\"").write(Instant.ofEpochMilli(frame.at()).toString()).write("\"}");
    } else {
      out.write(SseWriter.oneLine(text(frame)));
    }
    out.write("\nid: ").write(id).write("\n\n");
  }

  private static String base64(OutputFrame frame) {
    ByteBuffer encoded = Base64.getEncoder().encode(frame.bytes().duplicate());
    return StandardCharsets.ISO_8859_1.decode(encoded).toString();
  }

  private static String text(OutputFrame frame) {
    return StandardCharsets.UTF_8.decode(frame.bytes().duplicate()).toString();
  }

  private static void event(String name, Object data, @Nullable String id, ByteBuilder out) {
    SseWriter.event(name, StoredJson.text(data), id, out);
  }
}
