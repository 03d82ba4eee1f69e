package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import java.util.List;

/**
 * Something a job may ask for. Adding one means adding a bean of this type, and for those that run
 * on workers an executor in the agent.
 */
public interface Operation {
  String name();

  /** Other names that clients use for it. */
  default List<String> aliases() {
    return List.of();
  }

  /**
   * Reads and checks the operation's own fields of a submission; reports to {@code fields} what is
   * wrong with them.
   *
   * @return what is stored, and handed to who runs it
   */
  ObjectNode readPayload(JsonFields fields);
}
