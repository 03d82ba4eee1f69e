package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;

/** An operation that the server runs itself, through the same states and the same stream. */
public interface ServerOperation extends Operation {
  Uni<Answer> run(Job job);

  /** Has no fields of its own. */
  @Override
  default ObjectNode readPayload(JsonFields fields) {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @param text its output, for people
   * @param output the same as the job's result, for machines
   */
  record Answer(String text, JsonNode output) {}
}
