package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A kind of work that a payload asks for. Each operation is a bean of this type; one that runs on
 * workers also has an executor in the agent.
 */
public interface Operation {
  String name();

  /** Other names that clients use for it. */
  default List<String> aliases() {
    return List.of();
  }

  /** Whether jobs of it may bring a file, and have files collected. */
  default boolean takesFiles() {
    return false;
  }

  /**
   * Reads and checks the operation's own fields of a submission.
   *
   * @param fields collects the errors
   * @return the payload
   */
  ObjectNode readPayload(JsonFields fields);

  /** The time limit of an attempt if the submission sets none, milliseconds; 0 for no limit. */
  default long defaultTimeoutMs() {
    return 300_000;
  }

  /**
   * Looks up what the submission names, such as a task by name and range of versions, and pins it.
   * Called once for a submission whose fields are all well-formed, before anything is stored.
   *
   * @param job not stored yet; its limits may be narrowed
   * @return the payload to store; fails with a {@link dev.sluice.http.ProblemException} if the job
   *     cannot run
   */
  default Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
    return Uni.createFrom().item(payload);
  }
}
