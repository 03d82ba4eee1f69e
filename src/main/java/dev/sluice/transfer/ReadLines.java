package dev.sluice.transfer;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.StoredChunk;
import dev.sluice.wire.ImportAnswer;
import dev.sluice.wire.ImportAnswer.Refused;
import dev.sluice.worker.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The lines of one batch as they were read, and what was refused of them. */
final class ReadLines {
  private final Map<String, Read<Job>> jobs = new LinkedHashMap<>();
  private final Map<String, Read<Worker>> workers = new LinkedHashMap<>();
  private final List<StoredChunk> chunks = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Set<String> withoutJob = new HashSet<>();
  private int repeated;

  private record Read<T>(ImportLine line, T item) {}

  private ReadLines() {}

  /**
   * @param mayRun whether jobs that have not ended are taken
   */
  static ReadLines of(byte[] body, JobLineReader reader, boolean mayRun) {
    ReadLines read = new ReadLines();
    for (ImportLine line : ImportLine.read(body, read.refused)) {
      try {
        switch (line.kind()) {
          case JOB -> read.addJob(line, reader.read(line.content()), mayRun);
          case OUTPUT -> read.chunks.add(OutputLine.read(line.content()));
          case WORKER -> read.addWorker(line, WorkerLine.read(line.content(), reader.now()));
        }
      } catch (ProblemException e) {
        read.refuse(line, e);
      }
    }
    read.refuseJobsOfRefusedOutput();
    return read;
  }

  private void addJob(ImportLine line, Job job, boolean mayRun) {
    if (!mayRun && !job.status.isFinal()) {
      throw ImportBatch.mayNotRun(job);
    }
    repeated += jobs.putIfAbsent(job.id, new Read<>(line, job)) == null ? 0 : 1;
  }

  private void addWorker(ImportLine line, Worker worker) {
    repeated += workers.putIfAbsent(worker.id, new Read<>(line, worker)) == null ? 0 : 1;
  }

  private void refuse(ImportLine line, ProblemException why) {
    refused.add(line.refused(why));
    String id = line.id();
    if (id != null && line.kind() != ImportLine.Kind.WORKER) {
      withoutJob.add(id);
    }
  }

  /** The refused line of output says why; its job would lack it. */
  private void refuseJobsOfRefusedOutput() {
    List.copyOf(jobs.values()).stream()
        .filter(read -> withoutJob.contains(read.item().id))
        .forEach(read -> drop(read, ImportBatch.outputMissing("that was refused")));
  }

  private void drop(Read<Job> read, ProblemException why) {
    jobs.remove(read.item().id);
    refuse(read.line(), why);
  }

  /** The jobs to which lines belong, be it their output. */
  Set<String> jobIds() {
    Set<String> ids = new TreeSet<>(jobs.keySet());
    chunks.forEach(chunk -> ids.add(jobOf(chunk)));
    return ids;
  }

  Collection<String> workerIds() {
    return workers.keySet();
  }

  /** Removes the jobs that the server has, and returns how many these are. */
  int removeJobs(Set<String> known) {
    withoutJob.addAll(known);
    int before = jobs.size();
    jobs.keySet().removeAll(known);
    return before - jobs.size();
  }

  /** Removes the workers that the server has, and returns how many these are. */
  int removeWorkers(Set<String> known) {
    int before = workers.size();
    workers.keySet().removeAll(known);
    return before - workers.size();
  }

  List<Job> jobs() {
    return jobs.values().stream().map(Read::item).toList();
  }

  List<Worker> workers() {
    return workers.values().stream().map(Read::item).toList();
  }

  /** The output to store: not that of jobs that are refused or known. */
  List<StoredChunk> chunks() {
    return chunks.stream().filter(chunk -> !withoutJob.contains(jobOf(chunk))).toList();
  }

  /** The last chunks of attempts that are not in this batch; an earlier one must have had them. */
  Set<String> missingChunks() {
    Set<String> missing = new HashSet<>();
    jobs.values().forEach(read -> missing.addAll(lastChunks(read.item())));
    chunks.forEach(chunk -> missing.remove(chunk.id));
    return missing;
  }

  /**
   * Refuses the jobs that lack output.
   *
   * @param existing those of {@link #missingChunks} that the store has
   */
  void refuseWithoutOutput(Set<String> existing) {
    Set<String> missing = missingChunks();
    missing.removeAll(existing);
    for (Read<Job> read : List.copyOf(jobs.values())) {
      lastChunks(read.item()).stream()
          .filter(missing::contains)
          .findFirst()
          .ifPresent(chunk -> drop(read, ImportBatch.outputMissing(chunk)));
    }
  }

  private static List<String> lastChunks(Job job) {
    return job.attempts.stream()
        .filter(attempt -> attempt.totals().chunks() > 0)
        .map((Attempt a) -> StoredChunk.id(job.id, a.number(), a.totals().chunks() - 1))
        .toList();
  }

  private static String jobOf(StoredChunk chunk) {
    return chunk.id.substring(0, chunk.id.indexOf('/'));
  }

  /**
   * @param known jobs and workers that the server had
   */
  ImportAnswer answer(int known) {
    refused.sort(Comparator.comparingInt(Refused::line));
    return new ImportAnswer(jobs.size() + workers.size(), known + repeated, List.copyOf(refused));
  }
}
