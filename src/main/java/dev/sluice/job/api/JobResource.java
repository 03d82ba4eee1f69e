package dev.sluice.job.api;

import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.submit.SubmitBatch;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.token.Scope;
import dev.sluice.wire.Page;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.job.BatchAnswer;
import dev.sluice.wire.job.JobAccepted;
import dev.sluice.wire.job.JobView;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Jobs over HTTP. The stream and the output of a job are in {@code output}. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
public final class JobResource {
  private static final Set<String> FILTERS =
      Set.of(
          "status",
          "tag",
          "worker",
          "operation",
          "created_after",
          "created_before",
          "limit",
          "cursor");

  private final Jobs jobs;
  private final SubmitJob submitJob;
  private final SubmitBatch submitBatch;
  private final CancelJob cancelJob;
  private final RetryJob retryJob;

  JobResource(
      Jobs jobs,
      SubmitJob submitJob,
      SubmitBatch submitBatch,
      CancelJob cancelJob,
      RetryJob retryJob) {
    this.jobs = jobs;
    this.submitJob = submitJob;
    this.submitBatch = submitBatch;
    this.cancelJob = cancelJob;
    this.retryJob = retryJob;
  }

  static void declare(@Observes RouteNeeds needs, JobConfig config) {
    Set<Scope> submit = Set.of(Scope.SUBMIT);
    needs.declare(HttpMethod.POST, "/v1/jobs", submit, config.maxBody());
    needs.declare(HttpMethod.POST, "/v1/jobs/batch", submit, config.maxBatchBody());
    for (String action : List.of("start", "cancel", "retry")) {
      needs.declare(
          HttpMethod.POST, "/v1/jobs/{id}/" + action, submit, RouteNeeds.DEFAULT_MAX_BODY);
    }
  }

  /** The body is JSON whatever its content type, so plain {@code curl -d} works. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(201)
  public Uni<JobAccepted> submit(
      byte @Nullable [] body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
    return submitJob.submit(body, idempotencyKey);
  }

  /** Blocking, because parsing megabytes of JSON would hold up an event loop. */
  @POST
  @Path("/batch")
  @Consumes(MediaType.WILDCARD)
  @Blocking
  public Uni<BatchAnswer> submitBatch(
      byte @Nullable [] body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
    return submitBatch.submit(body, idempotencyKey);
  }

  @GET
  public Uni<Page<JobView>> list(
      @RestQuery List<String> status,
      @RestQuery @Nullable String tag,
      @RestQuery @Nullable String worker,
      @RestQuery @Nullable String operation,
      @RestQuery("created_after") @Nullable String createdAfter,
      @RestQuery("created_before") @Nullable String createdBefore,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor,
      @Context UriInfo uri) {
    QueryParameters.check(uri.getQueryParameters(), FILTERS);
    return new JobQuery.Parameters(status, tag, worker, operation, createdAfter, createdBefore)
        .with(limit, cursor)
        .page();
  }

  @GET
  @Path("/{id}")
  public Uni<JobView> get(@RestPath String id) {
    return jobs.get(JobId.check(id)).map(Job::view);
  }

  @GET
  @Path("/{id}/attempts")
  public Uni<Page<AttemptView>> attempts(@RestPath String id) {
    return jobs.get(JobId.check(id))
        .map(job -> new Page<>(job.attempts.stream().map(Attempt::view).toList(), null));
  }

  /** Opens the gate without a reader; leaves an open job as it is. */
  @POST
  @Path("/{id}/start")
  @Consumes(MediaType.WILDCARD)
  public Uni<JobView> start(@RestPath String id) {
    return jobs.open(JobId.check(id))
        .onItem()
        .ifNull()
        .switchTo(() -> jobs.get(id))
        .invoke(JobResource::refuseCancelled)
        .map(Job::view);
  }

  @POST
  @Path("/{id}/cancel")
  @Consumes(MediaType.WILDCARD)
  public Uni<JobView> cancel(@RestPath String id) {
    return cancelJob.cancel(JobId.check(id)).map(Job::view);
  }

  @POST
  @Path("/{id}/retry")
  @Consumes(MediaType.WILDCARD)
  public Uni<JobView> retry(@RestPath String id) {
    return retryJob.retry(JobId.check(id)).map(Job::view);
  }

  private static void refuseCancelled(Job job) {
    if (job.status == JobStatus.CANCELLED) {
      throw ProblemException.of(409, "already_final", "the job is CANCELLED; it may be retried");
    }
  }
}
