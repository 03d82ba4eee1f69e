package dev.sluice.output;

import dev.sluice.http.JsonAnswer;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.JobId;
import dev.sluice.job.LeaseHolders;
import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.HeaderNames;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code POST /v1/jobs/{id}/output?attempt=N&seq=S}: a worker posts a chunk. A Vert.x route, since
 * all output passes here and needs no entity reader.
 */
@Singleton
final class AppendRoute {
  private final OutputLog log;
  private final OutputConfig config;
  private final ProblemAnswer problems;

  AppendRoute(OutputLog log, OutputConfig config, ProblemAnswer problems) {
    this.log = log;
    this.config = config;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs, LeaseHolders leases, OutputConfig config) {
    needs.declare(HttpMethod.POST, "/v1/jobs/{id}/output", leases::check, config.maxChunk());
    needs.readBody("/v1/jobs/{id}/output");
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.POST, "/v1/jobs/:id/output").handler(this::append);
  }

  private void append(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          HttpServerRequest request = context.request();
          String jobId = JobId.check(context.pathParam("id"));
          int attempt =
              (int) QueryParameters.requiredNumber(request, "attempt", 1, Integer.MAX_VALUE);
          long seq = QueryParameters.requiredNumber(request, "seq", 0, Long.MAX_VALUE);
          String token = Lease.presentedToken(request.getHeader(HeaderNames.LEASE));
          return log.append(jobId, attempt, token, seq, bytes(context.body().buffer()))
              .invoke(accepted -> JsonAnswer.send(context, accepted));
        });
  }

  /** The array behind the buffer if it has the exact size, as when the head announced it. */
  private static byte[] bytes(Buffer body) {
    ByteBuf buf = body.getByteBuf();
    boolean exact =
        buf.hasArray()
            && buf.arrayOffset() + buf.readerIndex() == 0
            && buf.array().length == buf.readableBytes();
    return exact ? buf.array() : body.getBytes();
  }
}
