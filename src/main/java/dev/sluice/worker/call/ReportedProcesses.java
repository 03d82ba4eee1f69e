package dev.sluice.worker.call;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Printable;
import dev.sluice.wire.worker.NodeProcess;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the processes that a worker reports, which become part of its document. */
final class ReportedProcesses {
  private static final int MOST = 1_000;
  private static final int LONGEST_ID = 128;
  private static final int LONGEST_TEXT = 2_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private ReportedProcesses() {}

  /**
   * @param reported null from an agent of an earlier version
   * @throws ProblemException 400 when there are too many, or one lacks what each must have
   */
  static List<NodeProcess> complete(String workerId, @Nullable List<NodeProcess> reported) {
    if (reported == null) {
      return List.of();
    }
    if (reported.size() > MOST) {
      throw ProblemException.invalid("processes", "too_many", "may have " + MOST + " items");
    }
    return reported.stream().map(process -> complete(workerId, process)).toList();
  }

  private static NodeProcess complete(String workerId, @Nullable NodeProcess process) {
    if (process == null
        || isNoId(process.processId())
        || isNoId(process.jobId())
        || process.status() == null
        || isNoTime(process.startedAt())) {
      throw ProblemException.invalid(
          "processes", "wrong_type", "must have a process_id, job_id, status and started_at each");
    }
    return new NodeProcess(
        process.processId(),
        workerId,
        process.jobId(),
        process.attempt(),
        process.status(),
        cut(process.modelId()),
        cut(process.device()),
        process.pid(),
        process.port(),
        process.slots(),
        cut(process.implementation()),
        cut(process.version()),
        process.startedAt(),
        process.uptimeS(),
        process.cpuPct(),
        process.rssMb(),
        process.exitCode(),
        cut(process.error()),
        cut(process.lastLines()));
  }

  private static boolean isNoId(@Nullable String id) {
    return id == null || id.isEmpty() || id.length() > LONGEST_ID;
  }

  /** A store holds times as milliseconds, fewer than an Instant can be. */
  private static boolean isNoTime(@Nullable Instant time) {
    return time == null || time.isBefore(Instant.EPOCH) || time.isAfter(LATEST);
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Printable.cut(text, LONGEST_TEXT);
  }
}
