package dev.sluice.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.Job;
import dev.sluice.schedule.match.Kind;
import dev.sluice.store.StoredJson;
import dev.sluice.text.Sha256;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The process that jobs of a kind need.
 *
 * @param labels that its worker must have, without that of the model; sorted
 */
record NeededProcess(Kind kind, String model, Map<String, String> labels) {
  static final String OPERATION = "process_spawn";

  static NeededProcess of(Kind kind) {
    Map<String, String> labels = new TreeMap<>(kind.requirements().labels());
    labels.remove(Requirements.MODEL_LABEL);
    return new NeededProcess(kind, Objects.requireNonNull(kind.model()), labels);
  }

  /** Under which its job is claimed: the same for all jobs that one process can serve. */
  String purpose() {
    return "process of " + Sha256.of(StoredJson.text(List.of(model, labels)));
  }

  /** Whether the worker has a process of the model, or starts one. */
  boolean isServedBy(Worker worker) {
    return !worker.offline
        && !worker.deleted
        && !worker.draining
        && labels.entrySet().stream().allMatch(l -> worker.hasLabel(l.getKey(), l.getValue()))
        && worker.processes.stream()
            .filter(process -> model.equals(process.modelId()))
            .map(process -> process.status())
            .anyMatch(status -> status.serves() || status == ProcessStatus.STARTING);
  }

  /** The submission of a process for this job, which says how to start it. */
  ObjectNode submission(Job waiting) {
    ObjectNode spawn = (ObjectNode) StoredJson.node(waiting.payload).path("spawn");
    spawn.put("operation", OPERATION).put("model_id", model).put("start", true);
    labels.forEach(spawn.withObjectProperty("requirements").withObjectProperty("labels")::put);
    return spawn;
  }
}
