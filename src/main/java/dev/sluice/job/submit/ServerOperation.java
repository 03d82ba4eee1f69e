package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;

/** An operation that the server runs itself, through the same states and the same stream. */
public interface ServerOperation extends Operation {
  /**
   * Answers a job. A failure with a {@link dev.sluice.http.ProblemException} ends the job with the
   * code and the detail of that problem.
   */
  Uni<Answer> run(Job job);

  /** Whether its answer waits for other events; the server answers further jobs meanwhile. */
  default boolean waits() {
    return false;
  }

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
