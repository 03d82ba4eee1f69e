package dev.sluice.seeded.worker;

import dev.sluice.seeded.job.JobThatKnowsAWorker;

/** The other half of the cycle. */
public final class WorkerThatKnowsAJob {
  public Class<?> job() {
    return JobThatKnowsAWorker.class;
  }
}
