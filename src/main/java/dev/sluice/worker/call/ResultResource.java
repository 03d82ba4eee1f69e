package dev.sluice.worker.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.LeaseHolders;
import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.HeaderNames;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/jobs/{id}/result}: a worker reports how its attempt ended. */
@Path("/v1/jobs/{id}/result")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class ResultResource {
  private static final int LARGE = 64 << 10;

  private final AcceptResult accept;

  ResultResource(AcceptResult accept) {
    this.accept = accept;
  }

  static void declare(@Observes RouteNeeds needs, LeaseHolders leases) {
    needs.declare(HttpMethod.POST, "/v1/jobs/{id}/result", leases::check, AttemptResult.MAX_BODY);
  }

  /** The status of the job after the result. */
  public record Taken(String jobId, JobStatus status) {}

  @POST
  public Uni<Taken> result(
      @RestPath String id,
      @HeaderParam(HeaderNames.LEASE) @Nullable String token,
      byte @Nullable [] body) {
    JobId.check(id);
    String lease = Lease.presentedToken(token);
    return parsed(body)
        .chain(result -> accept.accept(id, lease, result))
        .map(job -> new Taken(job.id, job.status));
  }

  /** Megabytes of JSON are parsed on another thread, since they would hold up an event loop. */
  private static Uni<AttemptResult> parsed(byte @Nullable [] body) {
    Uni<AttemptResult> result = Uni.createFrom().item(() -> read(body));
    return body != null && body.length > LARGE
        ? result.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        : result;
  }

  private static AttemptResult read(byte @Nullable [] body) {
    ObjectNode node = JsonBody.object(body);
    AttemptResult result = JsonBody.as(AttemptResult.class, body);
    if (result.attempt() < 1) {
      throw ProblemException.invalid("attempt", "out_of_range", "must be from 1");
    }
    if (!node.path("outcome").isTextual() || result.outcome() == Outcome.WORKER_LOST) {
      throw ProblemException.invalid(
          "outcome", "invalid_value", "must say how the attempt ended, as the worker saw it");
    }
    return result;
  }
}
