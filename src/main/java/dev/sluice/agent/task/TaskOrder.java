package dev.sluice.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.agent.run.Refusal;
import dev.sluice.bundle.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code task_run} job asks for: the version was chosen when it was submitted, and is the
 * same at every attempt.
 *
 * @param memoryLimitBytes absent when the task does not say
 */
record TaskOrder(
    String task, String version, String digest, JsonNode input, @Nullable Long memoryLimitBytes) {

  static TaskOrder of(JsonNode payload) throws Refusal {
    JsonNode input = payload.get("input");
    JsonNode memory = payload.path("memory_limit");
    TaskOrder order =
        new TaskOrder(
            payload.path("task").asText(),
            payload.path("version").asText(),
            payload.path("digest").asText(),
            input == null ? JsonNodeFactory.instance.objectNode() : input,
            memory.isIntegralNumber() ? (Long) memory.asLong() : null);
    if (order.task().isEmpty() || order.version().isEmpty() || !Digest.isOne(order.digest())) {
      throw new Refusal("invalid_task", "task, version and digest must name a task's content");
    }
    return order;
  }
}
