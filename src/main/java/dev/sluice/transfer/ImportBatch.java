package dev.sluice.transfer;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputLog;
import dev.sluice.wire.ImportAnswer;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stores a batch of lines: the output first, so that a job that is there has its output, however
 * the server ends. What is stored already is kept as it is, so a repeated batch changes nothing.
 */
@Singleton
final class ImportBatch {
  private final JobLineReader reader;
  private final Jobs jobs;
  private final OutputLog log;
  private final LogReader output;
  private final Workers workers;

  ImportBatch(JobLineReader reader, Jobs jobs, OutputLog log, LogReader output, Workers workers) {
    this.reader = reader;
    this.jobs = jobs;
    this.log = log;
    this.output = output;
    this.workers = workers;
  }

  /**
   * @param dryRun whether to store nothing, and say what would be stored
   * @param mayRun whether the caller may import jobs that have not ended and are to run
   */
  Uni<ImportAnswer> run(byte[] body, boolean dryRun, boolean mayRun) {
    ReadLines lines = ReadLines.of(body, reader, mayRun);
    return jobs.heads(lines.jobIds())
        .map(found -> found.stream().map(job -> job.id).collect(Collectors.toSet()))
        .chain(known -> storeJobs(lines, known, dryRun))
        .chain(known -> storeWorkers(lines, dryRun).map(more -> known + more))
        .map(known -> lines.answer(known));
  }

  /** Returns how many of the jobs the server had. */
  private Uni<Integer> storeJobs(ReadLines lines, Set<String> known, boolean dryRun) {
    int had = lines.removeJobs(known);
    if (dryRun) {
      return Uni.createFrom().item(had);
    }
    return log.restore(lines.chunks())
        .chain(() -> output.existing(lines.missingChunks()))
        .invoke(lines::refuseWithoutOutput)
        .chain(() -> jobs.restoreAll(lines.jobs()))
        .replaceWith(had);
  }

  /** Returns how many of the workers the server had. */
  private Uni<Integer> storeWorkers(ReadLines lines, boolean dryRun) {
    return workers
        .find(lines.workerIds())
        .map(found -> found.stream().map(worker -> worker.id).collect(Collectors.toSet()))
        .map(lines::removeWorkers)
        .call(had -> dryRun ? Uni.createFrom().voidItem() : workers.restoreAll(lines.workers()));
  }

  /** The refusal of a job that is to run, from a caller who may run none. */
  static ProblemException mayNotRun(Job job) {
    return ProblemException.of(
        403,
        "insufficient_scope",
        "the job is to run (" + job.status + "), for which the token needs the scope submit too");
  }

  /** The refusal of a job of whose output something is missing. */
  static ProblemException outputMissing(String chunk) {
    return ProblemException.of(
        400, "output_missing", "chunk " + chunk + " of its output did not come before it");
  }
}
