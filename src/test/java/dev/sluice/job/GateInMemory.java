package dev.sluice.job;

import org.jspecify.annotations.Nullable;

/** Acts as the gate does after a write, without a store: publishes. */
public final class GateInMemory {
  private GateInMemory() {}

  /**
   * @param from the status before the write; null for a new job
   */
  public static Job wrote(Jobs gate, Job job, @Nullable JobStatus from) {
    gate.changes().publish(new JobChange(job, from));
    return job;
  }
}
