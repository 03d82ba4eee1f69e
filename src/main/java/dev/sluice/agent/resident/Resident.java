package dev.sluice.agent.resident;

import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One process and its state. {@link Residents} guards it. */
final class Resident {
  private final SpawnOrder order;
  private final Assignment job;
  private final String workerId;
  private final Instant startedAt;
  private final long startedNanos;
  private ProcessStatus status = ProcessStatus.STARTING;
  private @Nullable Long pid;
  private @Nullable Integer port;
  private @Nullable Integer exitCode;
  private @Nullable String error;
  private @Nullable String lastLines;
  private long endedNanos;

  /** How many of its slots serve a request. */
  private int used;

  Resident(SpawnOrder order, Assignment job, String workerId, Instant now, long nanos) {
    this.order = order;
    this.job = job;
    this.workerId = workerId;
    this.startedAt = now;
    this.startedNanos = nanos;
  }

  /**
   * How a process ended.
   *
   * @param error null unless it failed
   * @param lastLines of its output, empty if there are none
   */
  record End(@Nullable Integer exitCode, @Nullable String error, String lastLines) {}

  ProcessStatus status() {
    return status;
  }

  @Nullable Long pid() {
    return status.isFinal() ? null : pid;
  }

  void listensOn(int number) {
    port = number;
  }

  void runs(long id) {
    pid = id;
  }

  /** Has no effect on a process that is asked to end. */
  void ready() {
    if (status == ProcessStatus.STARTING) {
      status = ProcessStatus.READY;
    }
  }

  boolean serves(String modelId) {
    return status == ProcessStatus.READY && port != null && modelId.equals(order.modelId());
  }

  /** How many requests it serves at once; 0 while it serves none. */
  int slots() {
    return status.serves() ? order.slots() : 0;
  }

  String processId() {
    return order.processId();
  }

  /** Null until it was told where to listen. */
  @Nullable Integer port() {
    return port;
  }

  /** From 0 for an idle process to 1 for one without a free slot. */
  double occupancy() {
    return (double) used / order.slots();
  }

  /** A request takes a slot; {@link #freed} must follow. */
  void taken() {
    used++;
    if (status == ProcessStatus.READY && used >= order.slots()) {
      status = ProcessStatus.BUSY;
    }
  }

  void freed() {
    used--;
    if (status == ProcessStatus.BUSY && used < order.slots()) {
      status = ProcessStatus.READY;
    }
  }

  void stopping() {
    if (!status.isFinal()) {
      status = ProcessStatus.STOPPING;
    }
  }

  /** May come again with more of the last lines; the first state stays. */
  void ended(End end, long nanos) {
    if (!status.isFinal()) {
      status = end.error() == null ? ProcessStatus.STOPPED : ProcessStatus.FAILED;
      error = end.error();
      exitCode = end.exitCode();
      endedNanos = nanos;
    }
    if (error != null && !end.lastLines().isEmpty()) {
      lastLines = end.lastLines();
    }
  }

  boolean endedBefore(long nanos) {
    return status.isFinal() && endedNanos - nanos < 0;
  }

  NodeProcess report(long now, ProcessLoad.Load load) {
    long upNanos = (status.isFinal() ? endedNanos : now) - startedNanos;
    return new NodeProcess(
        order.processId(),
        workerId,
        job.jobId(),
        job.attempt(),
        status,
        order.modelId(),
        order.device(),
        pid,
        port,
        order.slots(),
        order.implementation(),
        order.version(),
        startedAt,
        upNanos / 1_000_000_000,
        load.cpuPct(),
        load.rssMb(),
        exitCode,
        error,
        lastLines);
  }
}
