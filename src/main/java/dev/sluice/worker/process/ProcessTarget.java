package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.worker.NodeProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which process an operation is about: the one with a {@code process_id}, or the one with a {@code
 * pid} on a worker.
 */
record ProcessTarget(@Nullable String workerId, @Nullable String processId, @Nullable Long pid) {
  private static final String PROCESS = "process_id";
  private static final String WORKER = "worker_id";
  private static final String PID = "pid";

  /** The name that older clients give to a worker node. */
  private static final String HIVE = "hive_id";

  /** Reads the fields of a submission into its payload, with the worker under its newer name. */
  static ObjectNode read(JsonFields fields) {
    ObjectNode payload = readWorker(fields);
    String process = fields.string(PROCESS, 128);
    Long pid = fields.integer(PID, 1, Integer.MAX_VALUE);
    if (process != null && pid != null) {
      fields.reject(PID, "conflict", "must not be given together with process_id");
    } else if (process != null) {
      payload.put(PROCESS, process);
    } else if (pid == null) {
      fields.rejectUnlessRejected(PROCESS, "required", "must be the id of a process");
    } else if (payload.has(WORKER)) {
      payload.put(PID, pid);
    } else {
      fields.rejectUnlessRejected(WORKER, "required", "must name the worker of the pid");
    }
    return payload;
  }

  /** Reads the optional worker. */
  static ObjectNode readWorker(JsonFields fields) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    String worker = fields.string(WORKER, 128);
    String hive = fields.string(HIVE, 128);
    if (worker != null && hive != null) {
      fields.reject(HIVE, "conflict", "must not be given together with worker_id");
    }
    String named = worker == null ? hive : worker;
    if (named != null) {
      payload.put(WORKER, named);
    }
    return payload;
  }

  static @Nullable String worker(JsonNode payload) {
    return payload.path(WORKER).textValue();
  }

  static ProcessTarget of(String payload) {
    JsonNode node = StoredJson.node(payload);
    JsonNode pid = node.path(PID);
    return new ProcessTarget(
        worker(node), node.path(PROCESS).textValue(), pid.isNumber() ? pid.asLong() : null);
  }

  /**
   * The process; of several under one id the one that has not ended.
   *
   * @throws ProblemException 404 when there is none, 409 when workers run several under that id
   */
  NodeProcess in(List<NodeProcess> listed) {
    List<NodeProcess> found = listed.stream().filter(this::isOne).toList();
    if (found.isEmpty()) {
      throw ProblemException.notFound("process", name());
    }
    List<NodeProcess> live = found.stream().filter(p -> !p.status().isFinal()).toList();
    if (live.size() > 1) {
      throw ProblemException.of(
          409,
          "process_ambiguous",
          "name its worker_id: '" + name() + "' runs on " + live.size() + " workers");
    }
    return live.isEmpty() ? found.get(found.size() - 1) : live.get(0);
  }

  private boolean isOne(NodeProcess process) {
    return (workerId == null || workerId.equals(process.workerId()))
        && (processId == null || processId.equals(process.processId()))
        && (pid == null || pid.equals(process.pid()));
  }

  private String name() {
    return processId == null ? "pid " + pid : processId;
  }
}
