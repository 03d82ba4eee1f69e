package dev.sluice.worker;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Makes workers as stored. In the jar the fields of entities are open to their package only.
 *
 * @param slots the most attempts that it holds
 */
public record SimulatedWorker(
    String id, int cpus, long ramMb, int slots, Map<String, String> labels) {

  /** Its document after a heartbeat. */
  public Worker heardAt(Instant now, double cpuUsage) {
    Worker worker = new Worker();
    worker.id = id;
    worker.incarnation = "incarnation of " + id;
    worker.hostname = id;
    worker.cpuCount = cpus;
    worker.ramTotalMb = ramMb;
    worker.maxParallel = slots;
    worker.capabilities = List.of("exec", "task");
    worker.labels = Map.copyOf(labels);
    worker.cpuUsage = cpuUsage;
    worker.lastHeartbeatAt = now;
    return worker;
  }
}
