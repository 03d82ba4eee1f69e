package dev.sluice.job;

import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.HeaderNames;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Checks calls about attempts by their head, before their body is read: whether the caller has the
 * lease of an attempt of the job, or had one. The route decides what a former holder may do.
 */
@Singleton
public final class LeaseHolders {
  private final Jobs jobs;

  LeaseHolders(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * @return fails with a problem: 400 without a lease, 404 for an unknown job, 409 {@code
   *     lease_lost} for a lease that no attempt of the job has had
   */
  public Uni<Void> check(String jobId, HttpServerRequest request) {
    return check(jobId, request.getHeader(HeaderNames.LEASE));
  }

  /**
   * As {@link #check(String, HttpServerRequest)}.
   *
   * @param presented value of {@link HeaderNames#LEASE}
   */
  Uni<Void> check(String jobId, @Nullable String presented) {
    String token = Lease.presentedToken(presented);
    if (jobs.held().find(JobId.check(jobId)).filter(job -> holds(job, token)).isPresent()) {
      return Uni.createFrom().voidItem();
    }
    return jobs.get(jobId).invoke(job -> require(job, token)).replaceWithVoid();
  }

  /**
   * The job whose present attempt the caller holds.
   *
   * @return fails with a problem: 400 without a lease, 404 for an unknown job, 409 {@code
   *     lease_lost} for another lease, also a former one
   */
  public Uni<Job> holder(String jobId, HttpServerRequest request) {
    String token = Lease.presentedToken(request.getHeader(HeaderNames.LEASE));
    return jobs.get(JobId.check(jobId)).invoke(job -> requirePresent(job, token));
  }

  private static void requirePresent(Job job, String token) {
    if (!holds(job, token)) {
      throw Lease.lost();
    }
  }

  private static void require(Job job, String token) {
    if (!holds(job, token) && job.attempts.stream().noneMatch(a -> a.token().equals(token))) {
      throw Lease.lost();
    }
  }

  private static boolean holds(Job job, String token) {
    return job.lease != null && job.lease.token().equals(token);
  }
}
