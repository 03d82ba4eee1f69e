package dev.sluice.seeded.job;

import dev.sluice.seeded.worker.WorkerThatKnowsAJob;

/** Breaks the arrows, and closes a cycle. */
public final class JobThatKnowsAWorker {
  public WorkerThatKnowsAJob worker() {
    return new WorkerThatKnowsAJob();
  }
}
