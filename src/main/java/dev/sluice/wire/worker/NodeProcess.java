package dev.sluice.wire.worker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process that a worker keeps running for a {@code process_spawn} job, as the worker reports it
 * and as clients see it.
 *
 * @param processId unique on its worker
 * @param jobId of the job whose output is the output of the process
 * @param device as {@code CPU-0}, {@code GPU-1} or {@code METAL-0}
 * @param pid null until the process has been started
 * @param port that the process was told to listen on, on loopback; null if none was found
 * @param slots how many requests it serves at once
 * @param startedAt by the clock of the worker
 * @param uptimeS seconds since the start, up to its end
 * @param cpuPct CPU time of the process and its children since the last report, percent of one core
 * @param rssMb resident memory of the process and its children, MiB
 * @param exitCode null until the process has ended
 * @param error why it is {@link ProcessStatus#FAILED}
 * @param lastLines of its output, with secrets masked, for a process that failed
 */
public record NodeProcess(
    String processId,
    String workerId,
    String jobId,
    int attempt,
    ProcessStatus status,
    @Nullable String modelId,
    @Nullable String device,
    @Nullable Long pid,
    @Nullable Integer port,
    int slots,
    @Nullable String implementation,
    @Nullable String version,
    Instant startedAt,
    long uptimeS,
    double cpuPct,
    long rssMb,
    @Nullable Integer exitCode,
    @Nullable String error,
    @Nullable String lastLines) {

  /** The same in another state. */
  public NodeProcess with(ProcessStatus other) {
    return new NodeProcess(
        processId,
        workerId,
        jobId,
        attempt,
        other,
        modelId,
        device,
        pid,
        port,
        slots,
        implementation,
        version,
        startedAt,
        uptimeS,
        cpuPct,
        rssMb,
        exitCode,
        error,
        lastLines);
  }
}
