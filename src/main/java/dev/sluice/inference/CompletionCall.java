package dev.sluice.inference;

import dev.sluice.http.ProblemException;
import dev.sluice.job.api.CancelJob;
import dev.sluice.output.stream.JobReader;
import dev.sluice.output.stream.JobStreams;
import dev.sluice.sse.EventStream;
import dev.sluice.sse.StreamCutException;
import dev.sluice.wire.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Executor;

/**
 * Answers one request with the output of its job (decision 52). The head of the answer waits for
 * the first token, so that a failure before it has a status of its own.
 */
final class CompletionCall {
  static final String JOB_ID = "X-Sluice-Job-Id";
  static final String ON_DISCONNECT = "X-Sluice-On-Disconnect";

  private static final Buffer LEFT = Buffer.buffer();
  private static final int UNAVAILABLE = 503;

  private final JobStreams streams;
  private final CancelJob cancelJob;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final CompletionFormat format;
  private final String jobId;

  /**
   * @param jobId of a job that starts by itself
   */
  CompletionCall(
      JobStreams streams,
      CancelJob cancelJob,
      HttpServerRequest request,
      CompletionRequest asked,
      String jobId) {
    this.streams = streams;
    this.cancelJob = cancelJob;
    this.request = request;
    this.response = request.response();
    this.format = asked.streamed() ? new CompletionParts(asked) : new WholeCompletion(asked);
    this.jobId = jobId;
  }

  /**
   * Answers.
   *
   * @param loop of the connection, on which the caller is
   * @return fails with a problem if the job fails before its first token
   */
  Uni<?> answer(Executor loop) {
    if (response.closed()) {
      cancelUnlessKept();
      return Uni.createFrom().voidItem();
    }
    response.putHeader(JOB_ID, jobId);
    return streams.follow(jobId, format, loop).emitOn(loop).chain(this::answer);
  }

  private Uni<?> answer(JobReader reader) {
    Multi<Buffer> frames = reader.frames().filter(frame -> frame.length() > 0);
    return Uni.combine()
        .any()
        .of(frames.toUni(), left())
        .invoke(first -> answer(reader, first, frames))
        .onFailure()
        .invoke(e -> streams.close(reader))
        .onFailure(StreamCutException.class)
        .transform(
            e -> ProblemException.of(UNAVAILABLE, "server_ends", "the server ends; try again"));
  }

  /** Ends when the client leaves before the head of its answer. */
  private Uni<Buffer> left() {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              response.closeHandler(closed -> emitter.complete(LEFT));
              if (response.closed()) {
                emitter.complete(LEFT);
              }
            });
  }

  private void answer(JobReader reader, Buffer first, Multi<Buffer> frames) {
    Problem failure = format.failure();
    if (first.length() == 0) {
      streams.close(reader);
      if (!reader.isCut()) {
        cancelUnlessKept();
      }
    } else if (failure != null) {
      // The job was tried as often as it may be; a client that sends it again starts another.
      response.putHeader("X-Should-Retry", "false");
      throw new ProblemException(failure);
    } else if (!format.asked().streamed()) {
      streams.close(reader);
      response.putHeader("Content-Type", "application/json").end(first);
    } else {
      Multi<Buffer> head = Multi.createFrom().item(first);
      EventStream.send(
          request,
          reader.hasEnded() ? head : Multi.createBy().concatenating().streams(head, frames),
          () -> end(reader));
    }
  }

  /** A client that has the job's id may come back for the rest of the answer. */
  private void end(JobReader reader) {
    boolean left = !reader.hasEnded() && !reader.isCut();
    streams.close(reader);
    if (left && "cancel".equalsIgnoreCase(request.getHeader(ON_DISCONNECT))) {
      cancelJob.cancelAbandoned(jobId);
    }
  }

  /** A client with an idempotency key finds the job again; any other has lost it. */
  private void cancelUnlessKept() {
    if (request.getHeader("Idempotency-Key") == null) {
      cancelJob.cancelAbandoned(jobId);
    }
  }
}
