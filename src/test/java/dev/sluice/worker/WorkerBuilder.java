package dev.sluice.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.util.List;
import java.util.Map;

/** Makes workers for tests: four cores, 4 GB, ten slots, healthy and idle. */
public final class WorkerBuilder {
  private final Worker worker = new Worker();

  private WorkerBuilder() {
    worker.id = "worker-1";
    worker.incarnation = "incarnation-1";
    worker.cpuCount = 4;
    worker.ramTotalMb = 4_096;
    worker.maxParallel = 10;
    worker.capabilities = List.of("exec");
    worker.registeredAt = TestClock.START;
    worker.lastHeartbeatAt = TestClock.START;
  }

  public static WorkerBuilder aWorker() {
    return new WorkerBuilder();
  }

  public WorkerBuilder id(String id) {
    worker.id = id;
    return this;
  }

  public WorkerBuilder capacity(double cpu, long ramMb, int slots) {
    worker.cpuCount = cpu;
    worker.ramTotalMb = ramMb;
    worker.maxParallel = slots;
    return this;
  }

  public WorkerBuilder cpuUsage(double percent) {
    worker.cpuUsage = percent;
    return this;
  }

  public WorkerBuilder labels(Map<String, String> labels) {
    worker.labels = labels;
    return this;
  }

  public WorkerBuilder capabilities(String... operations) {
    worker.capabilities = List.of(operations);
    return this;
  }

  /** It has a process of the model. */
  public WorkerBuilder process(String modelId, int slots, ProcessStatus status) {
    String json =
        "{'process_id':'p','job_id':'j','attempt':1,'status':'%s','model_id':'%s','slots':%d,"
            + "'started_at':'2026-01-01T00:00:00Z'}";
    try {
      worker.processes =
          List.of(
              Json.mapper()
                  .readValue(
                      json.formatted(status, modelId, slots).replace('\'', '"'),
                      NodeProcess.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return this;
  }

  public WorkerBuilder offline() {
    worker.offline = true;
    return this;
  }

  public WorkerBuilder draining() {
    worker.draining = true;
    return this;
  }

  public WorkerBuilder deleted() {
    worker.deleted = true;
    return this;
  }

  public WorkerBuilder coolingForSeconds(long seconds) {
    worker.cooldownMs = seconds * 1_000L;
    worker.cooldownUntil = TestClock.START.plusSeconds(seconds);
    return this;
  }

  public Worker build() {
    return worker;
  }
}
