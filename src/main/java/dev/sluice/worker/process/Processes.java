package dev.sluice.worker.process;

import dev.sluice.time.EventCount;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The processes of the fleet, as the workers that are there reported them last. Those of a worker
 * that is lost, or was removed, are gone with it.
 */
@Singleton
public class Processes {
  private static final Comparator<NodeProcess> ORDER =
      Comparator.comparing(NodeProcess::processId).thenComparing(NodeProcess::workerId);

  private final WorkerCache workers;
  private final EventCount changes = new EventCount();

  public Processes(Workers workers, WorkerCache cache) {
    this.workers = cache;
    workers.changes().wake(change -> changes.advance());
  }

  /** Advances whenever the list may have changed. */
  EventCount changes() {
    return changes;
  }

  /** The processes that the filter admits, by their ids. */
  List<NodeProcess> list(ProcessFilter filter) {
    return workers.all().stream()
        .filter(worker -> !worker.offline && !worker.deleted)
        .flatMap(worker -> worker.processes.stream())
        .filter(filter::admits)
        .sorted(ORDER)
        .toList();
  }

  /** All of them, by their ids. */
  public List<NodeProcess> all() {
    return list(ProcessFilter.ofWorker(null));
  }

  /** The one that was spawned by a job. */
  public Optional<NodeProcess> ofJob(String jobId) {
    return all().stream().filter(process -> process.jobId().equals(jobId)).findFirst();
  }

  /** Whether a process that has not ended has this id. */
  boolean isInUse(String processId) {
    return all().stream()
        .anyMatch(process -> process.processId().equals(processId) && !process.status().isFinal());
  }

  /** Counts by status, with an entry for each. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (ProcessStatus status : ProcessStatus.values()) {
      counts.put(status.name(), 0L);
    }
    all().forEach(process -> counts.merge(process.status().name(), 1L, Long::sum));
    return counts;
  }

  /** A worker of the fleet. */
  public Optional<Worker> worker(String id) {
    return workers.find(id);
  }
}
