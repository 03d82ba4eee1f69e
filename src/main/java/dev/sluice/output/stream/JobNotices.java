package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.Cursor;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.time.Timers;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The events besides output that one reader has received, and the next ones that it gets. */
final class JobNotices {
  private final StreamFormat format;
  private final FleetView fleet;
  private final Timers timers;
  private final long keepAliveMs;
  private final @Nullable String cursor;

  private boolean greeted;
  private @Nullable JobStatus status;
  private Optional<FleetView.Pending> pending = Optional.empty();
  private int attempt;
  private long lastSentAt;

  /**
   * @param cursor that the reader came with, absent for a new reader
   * @param attempt number of the last attempt that the reader knows
   */
  JobNotices(
      StreamFormat format,
      FleetView fleet,
      Timers timers,
      long keepAliveMs,
      @Nullable String cursor,
      int attempt) {
    this.format = format;
    this.fleet = fleet;
    this.timers = timers;
    this.keepAliveMs = keepAliveMs;
    this.cursor = cursor;
    this.attempt = attempt;
    this.lastSentAt = timers.nanoTime();
  }

  /**
   * The greeting, the status and the attempt, as far as they are new to the reader; null when none
   * is.
   *
   * @param reading the attempt that the reader is in
   */
  @Nullable Buffer due(Job job, @Nullable Attempt reading) {
    boolean newStatus = isStatusNew(job);
    Attempt begun = reading != null && reading.number() > attempt ? reading : null;
    if (greeted && !newStatus && begun == null) {
      return null;
    }
    ByteBuilder out = new ByteBuilder(256);
    if (!greeted) {
      greeted = true;
      format.hello(job, cursor, out);
    }
    if (newStatus) {
      format.status(job, pending, out);
    }
    if (begun != null) {
      attempt = begun.number();
      format.attempt(begun, out);
    }
    return out.toBuffer();
  }

  /** The result and the event that ends the stream. */
  Buffer end(Job job) {
    ByteBuilder out = new ByteBuilder(256);
    format.end(job, finalCursor(job), out);
    return out.toBuffer();
  }

  /** A keep-alive if nothing was sent for long enough, else null. */
  @Nullable Buffer keepAlive(Job job) {
    if (timers.millisSince(lastSentAt) < keepAliveMs) {
      return null;
    }
    OptionalLong age =
        job.workerId == null || !job.status.isHeld()
            ? OptionalLong.empty()
            : fleet.heartbeatAgeMs(job.workerId);
    ByteBuilder out = new ByteBuilder(64);
    format.keepAlive(job.workerId, age, out);
    return out.toBuffer();
  }

  void sent() {
    lastSentAt = timers.nanoTime();
  }

  /**
   * The id of the last event of a job that has ended: one past its last chunk. An end that followed
   * a client's retry without another attempt has an id of its own, or a reader of the end before it
   * would seem to have seen it.
   */
  static String finalCursor(Job job) {
    return job.isRetriedWithoutAttempt()
        ? Cursor.ofEntry(job.attemptNumber(), job.output.chunks(), job.retries)
        : Cursor.ofChunk(job.attemptNumber(), job.output.chunks());
  }

  /** The end of the job comes with its result, so a final status is no news by itself. */
  private boolean isStatusNew(Job job) {
    Optional<FleetView.Pending> now =
        job.status == JobStatus.QUEUED ? Optional.of(fleet.pending(job)) : Optional.empty();
    boolean changed = job.status != status || !now.equals(pending);
    status = job.status;
    pending = now;
    return changed && !job.status.isFinal();
  }
}
