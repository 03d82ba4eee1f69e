package dev.sluice.legacy.deferred;

import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.Jobs;
import dev.sluice.job.api.CancelJob;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;

/** {@code DELETE /v1/jobs/{id}}: cancels a job; a job that has ended counts as absent. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class CancelByDeleteResource {
  private static final int CONFLICT = 409;

  private final Jobs jobs;
  private final CancelJob cancelJob;

  CancelByDeleteResource(Jobs jobs, CancelJob cancelJob) {
    this.jobs = jobs;
    this.cancelJob = cancelJob;
  }

  /**
   * @param status {@code cancelled}, also while a worker still ends the process
   */
  public record Cancelled(String jobId, String status) {}

  static void declare(@Observes RouteNeeds needs) {
    needs.declare(
        HttpMethod.DELETE, "/v1/jobs/{id}", Set.of(Scope.SUBMIT), RouteNeeds.DEFAULT_MAX_BODY);
  }

  @DELETE
  @Path("/{id}")
  public Uni<Cancelled> cancel(@RestPath String id) {
    return jobs.get(JobId.check(id))
        .invoke(CancelByDeleteResource::refuseEnded)
        .chain(job -> cancelJob.cancel(id))
        .onFailure(CancelByDeleteResource::endedMeanwhile)
        .transform(e -> ended(id))
        .map(job -> new Cancelled(id, "cancelled"));
  }

  private static void refuseEnded(Job job) {
    if (job.status.isFinal()) {
      throw ended(job.id);
    }
  }

  private static boolean endedMeanwhile(Throwable failure) {
    return failure instanceof ProblemException refusal && refusal.problem().status() == CONFLICT;
  }

  private static ProblemException ended(String id) {
    return ProblemException.of(404, "already_final", "the job '" + id + "' has ended");
  }
}
