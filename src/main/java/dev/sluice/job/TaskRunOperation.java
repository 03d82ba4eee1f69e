package dev.sluice.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.Fields;
import jakarta.inject.Singleton;

/** {@code task_run}: refused until there is a registry of tasks to run from. */
@Singleton
final class TaskRunOperation implements Operation {
  @Override
  public String name() {
    return "task_run";
  }

  @Override
  public ObjectNode readPayload(Fields fields) {
    fields.any("task");
    fields.any("version");
    fields.any("input");
    fields.reject(
        "operation",
        "not_available",
        "task_run cannot be used yet: this server has no task registry");
    return JsonNodeFactory.instance.objectNode();
  }
}
