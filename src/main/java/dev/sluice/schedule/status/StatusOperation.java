package dev.sluice.schedule.status;

import dev.sluice.job.Job;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.Stats;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;

/** The operation {@code status}: counts of jobs, workers and processes as text. */
@Singleton
final class StatusOperation implements ServerOperation {
  private final Statistics statistics;

  StatusOperation(Statistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public Uni<Answer> run(Job job) {
    return statistics
        .now()
        .map(stats -> new Answer(text(stats), StoredJson.node(StoredJson.text(stats))));
  }

  private static String text(Stats stats) {
    return "jobs: "
        + line(stats.jobs())
        + "\nworkers: "
        + line(stats.workers())
        + "\nprocesses: "
        + line(stats.processes())
        + "\n";
  }

  private static String line(Map<String, Long> counts) {
    String line =
        String.join(
            ", ",
            counts.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .map(e -> e.getValue() + " " + e.getKey())
                .toList());
    return line.isEmpty() ? "none" : line;
  }
}
