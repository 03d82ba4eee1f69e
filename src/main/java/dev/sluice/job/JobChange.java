package dev.sluice.job;

import dev.sluice.job.attempt.Attempt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job was written, or a read shows a write of which no listener knows.
 *
 * @param job as stored now
 * @param from its status before the write; absent for a new job, and unchanged when the write
 *     changed something else
 */
public record JobChange(Job job, @Nullable JobStatus from, Source source) {
  /** How this server knows of the change. */
  public enum Source {
    /** It made the write. */
    WRITE,
    /** It read the job. */
    READ,
    /** It read those fields of the job that {@link JobLookup#heads} has. */
    READ_OF_HEAD
  }

  /** A write of this server. */
  public JobChange(Job job, @Nullable JobStatus from) {
    this(job, from, Source.WRITE);
  }

  /** A read shows a newer state: it is no move, since the write may still be published as one. */
  static JobChange read(Job job) {
    return new JobChange(job, job.status, Source.READ);
  }

  /** As {@link #read}, of a job that no worker holds, without its payload. */
  static JobChange readOfHead(Job job) {
    return new JobChange(job, job.status, Source.READ_OF_HEAD);
  }

  /** Whether the whole job is here. */
  public boolean isWhole() {
    return source != Source.READ_OF_HEAD;
  }

  public boolean isMove() {
    return from != job.status;
  }

  /** Whether this write brought the job to the status. */
  public boolean became(JobStatus status) {
    return isMove() && job.status == status;
  }

  /** Whether this write assigned a job and handed it out at once. */
  public boolean isHandOut() {
    return from == JobStatus.QUEUED && became(JobStatus.RUNNING);
  }

  /** Whether an attempt ended with this write, so that its worker has capacity again. */
  public boolean freedWorker() {
    return from != null && from.isHeld() && !job.status.isHeld();
  }

  /**
   * The attempt that this write ended, if neither its command nor a client ended it: its worker was
   * lost, gave it back or never fetched it, or its time was over.
   */
  Optional<Attempt> interrupted() {
    return freedWorker()
        ? job.lastAttempt()
            .filter(attempt -> attempt.reason() != null && attempt.reason().isInterruption())
        : Optional.empty();
  }
}
