package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.Assignment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What jobs demand of a worker. Jobs of one kind fit on the same workers, so one of them answers
 * for all.
 *
 * @param files capabilities of which the worker must have one, to fetch or upload files; empty for
 *     jobs without files
 * @param spawns whether a process is to be started for them when none serves their model
 */
public record Kind(
    String operation, List<String> files, Requirements requirements, boolean spawns) {
  private static final List<String> FETCHES = List.of(Assignment.FILES, Assignment.ZIP);
  private static final List<String> COLLECTS = List.of(Assignment.FILES);

  /** The operation whose jobs take a slot of a process, and none of its worker. */
  private static final String INFER = "infer";

  /** The operation whose jobs run for as long as a process does. */
  private static final String PROCESS = "process_spawn";

  static Kind of(Job job) {
    return new Kind(job.operation, files(job), job.requirements, job.spawns);
  }

  private static List<String> files(Job job) {
    if (job.collect != null) {
      return COLLECTS;
    }
    return job.fileId == null ? List.of() : FETCHES;
  }

  /** Whether a worker with these capabilities can run such jobs. */
  boolean isPossibleWith(List<String> capabilities) {
    return capabilities.contains(operation)
        && (files.isEmpty() || files.stream().anyMatch(capabilities::contains));
  }

  /** Whether such jobs stay on their worker until they are stopped. */
  boolean isLasting() {
    return operation.equals(PROCESS);
  }

  /** The model whose processes serve such jobs; null for jobs that need none. */
  public @Nullable String model() {
    return operation.equals(INFER) ? requirements.labels().get(Requirements.MODEL_LABEL) : null;
  }
}
