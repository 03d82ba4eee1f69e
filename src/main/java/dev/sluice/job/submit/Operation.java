package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import java.util.List;

/**
 * A kind of work that a payload asks for. To add one, add a bean of this type, and for an operation
 * that runs on workers an executor in the agent.
 */
public interface Operation {
  String name();

  /** Other names that clients use for it. */
  default List<String> aliases() {
    return List.of();
  }

  /**
   * Reads the operation's own fields of a submission, and reports mistakes to {@code fields}.
   *
   * @return the payload that the server stores, and hands to the worker
   */
  ObjectNode readPayload(JsonFields fields);
}
