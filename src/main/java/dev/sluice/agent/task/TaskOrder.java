package dev.sluice.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.bundle.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code task_run} job. The server chose version and digest when the job was
 * submitted, so every attempt runs the same content.
 *
 * @param memoryLimitBytes {@code null} when the job sets none
 */
record TaskOrder(
    String task, String version, String digest, JsonNode input, @Nullable Long memoryLimitBytes) {

  static TaskOrder of(JsonNode payload) throws InvalidJobException {
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
      throw new InvalidJobException(
          "invalid_task", "task, version and digest must name a task's content");
    }
    return order;
  }
}
