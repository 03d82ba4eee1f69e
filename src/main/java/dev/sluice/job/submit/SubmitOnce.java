package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs of the servers' own, one for a purpose, however many servers ask at the same moment:
 * the purpose is claimed in the store before its job is stored.
 */
@Singleton
public final class SubmitOnce {
  private final SubmissionReader reader;
  private final IdempotencyKeys keys;
  private final Jobs jobs;

  SubmitOnce(SubmissionReader reader, IdempotencyKeys keys, Jobs jobs) {
    this.reader = reader;
    this.keys = keys;
    this.jobs = jobs;
  }

  /**
   * The job of a purpose, submitted by this call or before; it may have ended.
   *
   * @param purpose has a space, so that no key of a client is the same
   * @return fails with a {@link dev.sluice.http.ProblemException} if the job cannot run
   */
  public Uni<Job> submit(String purpose, ObjectNode submission) {
    return keys.claimedOwn(purpose)
        .onItem()
        .ifNotNull()
        .transformToUni(jobs::find)
        .onItem()
        .ifNull()
        .switchTo(() -> claim(purpose, submission));
  }

  private Uni<Job> claim(String purpose, ObjectNode submission) {
    return Uni.createFrom()
        .deferred(() -> reader.read(new JsonFields(submission)).resolve())
        .chain(job -> keys.claimOwn(purpose, job.id).chain(id -> store(job, id)));
  }

  /** The server that claimed the purpose may have ended before it stored the job. */
  private Uni<Job> store(Job job, String id) {
    job.id = id;
    return jobs.submit(job).chain(() -> jobs.get(id));
  }

  /** Finds the id of the job that a purpose has claimed; null if no job has. */
  public Uni<@Nullable String> find(String purpose) {
    return keys.claimedOwn(purpose);
  }

  /** Lets the purpose have another job, unless it has one already. */
  public Uni<Void> forget(String purpose, String jobId) {
    return keys.freeOwn(purpose, jobId);
  }
}
