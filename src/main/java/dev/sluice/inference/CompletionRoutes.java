package dev.sluice.inference;

import dev.sluice.http.Caller;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.JobConfig;
import dev.sluice.job.api.CancelJob;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.output.stream.JobStreams;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * {@code POST /v1/chat/completions} and {@code POST /v1/completions} for clients of OpenAI's API:
 * each request is a job of {@code infer} (decision 52).
 */
@Singleton
final class CompletionRoutes {
  /** Bytes; longer JSON would hold up an event loop. */
  private static final int LARGE = 64 << 10;

  private final Models models;
  private final SubmitJob submitJob;
  private final CancelJob cancelJob;
  private final JobStreams streams;
  private final ProblemAnswer problems;

  CompletionRoutes(
      Models models,
      SubmitJob submitJob,
      CancelJob cancelJob,
      JobStreams streams,
      ProblemAnswer problems) {
    this.models = models;
    this.submitJob = submitJob;
    this.cancelJob = cancelJob;
    this.streams = streams;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs, JobConfig config) {
    for (CompletionKind kind : CompletionKind.values()) {
      needs.declare(HttpMethod.POST, kind.path(), Set.of(Scope.SUBMIT), config.maxBody());
      needs.readBody(kind.path());
    }
  }

  void register(@Observes Router router) {
    for (CompletionKind kind : CompletionKind.values()) {
      OpenAiErrors.attachTo(router, kind.path());
      router
          .route(HttpMethod.POST, kind.path())
          .handler(context -> problems.guard(context, () -> complete(context, kind)));
      problems.refuseOtherMethods(router, kind.path());
    }
  }

  private Uni<?> complete(RoutingContext context, CompletionKind kind) {
    requireReading(context);
    Executor loop = ConnectionLoop.current();
    HttpServerRequest request = context.request();
    Buffer buffer = context.body().buffer();
    byte[] body = buffer == null ? new byte[0] : buffer.getBytes();
    Uni<CompletionRequest> read =
        Uni.createFrom().item(() -> models.checked(CompletionRequest.of(kind, body)));
    return (body.length > LARGE
            ? read.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            : read)
        .chain(asked -> complete(request, asked, loop));
  }

  private Uni<?> complete(HttpServerRequest request, CompletionRequest asked, Executor loop) {
    byte[] submission = asked.submission().toString().getBytes(StandardCharsets.UTF_8);
    return submitJob
        .submit(submission, request.getHeader("Idempotency-Key"))
        .emitOn(loop)
        .chain(
            job ->
                new CompletionCall(streams, cancelJob, request, asked, job.jobId()).answer(loop));
  }

  /** The answer is the output of a job, which the scope to submit alone does not show. */
  private static void requireReading(RoutingContext context) {
    Caller caller = Caller.of(context);
    if (!caller.may(Scope.READ)) {
      context
          .response()
          .putHeader(
              "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"submit read\"");
      throw ProblemException.of(
          403,
          "insufficient_scope",
          "the token " + caller.token().name() + " must have the scopes submit and read");
    }
  }
}
