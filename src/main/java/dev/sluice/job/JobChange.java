package dev.sluice.job;

import org.jspecify.annotations.Nullable;

/**
 * A job was written.
 *
 * @param job as it stands now
 * @param from its status before; absent when it is new. The same as now when something else
 *     changed.
 */
public record JobChange(Job job, @Nullable JobStatus from) {
  public boolean isMove() {
    return from != job.status;
  }

  /** It came to this status by this write. */
  public boolean became(JobStatus status) {
    return isMove() && job.status == status;
  }

  /** An attempt ended with this write: its worker has room again. */
  public boolean freedWorker() {
    return from != null && from.isHeld() && !job.status.isHeld();
  }
}
