package dev.sluice.job.submit;

import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;

/**
 * An operation whose submission names something that the server must look up before it stores the
 * job, such as a task by name and range of versions.
 */
public interface ResolvingOperation extends Operation {
  /**
   * Completes a job with well-formed fields: pins the result of the look-up in its payload, and may
   * narrow its limits. Called once per submission, before the server stores any of it.
   *
   * @return the same job; fails with a {@link dev.sluice.http.ProblemException} when it cannot run
   */
  Uni<Job> resolve(Job job);
}
