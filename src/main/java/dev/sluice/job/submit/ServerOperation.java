package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;

/** An operation that the server runs itself, through the same states and the same stream. */
public interface ServerOperation extends Operation {
  Uni<Answer> run(Job job);

  /**
   * @param text its output, for people
   * @param output the same as the job's result, for machines
   */
  record Answer(String text, JsonNode output) {}
}
