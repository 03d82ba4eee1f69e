package dev.sluice.job.submit;

import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;

/**
 * An operation whose submission names something that has to be looked up before the job is stored,
 * as a task by name and range of versions. Others are stored as they were read.
 */
public interface ResolvingOperation extends Operation {
  /**
   * Completes a job whose fields were all found well-formed: pins in its payload what was found,
   * and may narrow its limits. Called once for a submission, before anything of it is stored.
   *
   * @return the same job; fails with a {@link dev.sluice.http.ProblemException} when it cannot run
   */
  Uni<Job> resolve(Job job);
}
