package dev.sluice.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client of OpenAI's API asks for, as a submission of {@code infer}. Fields of a submission
 * that OpenAI does not know, such as {@code priority}, are left to {@code infer}.
 *
 * @param streamed whether the client wants parts
 * @param usageWanted whether the last part is the usage
 * @param submission of the job, which starts at once
 */
record CompletionRequest(
    CompletionKind kind,
    String model,
    boolean streamed,
    boolean usageWanted,
    ObjectNode submission) {
  private static final String OPTIONS = "stream_options";
  private static final String USAGE = "include_usage";

  /** Fields of a submission that decide what the job is. */
  private static final List<String> DECIDED = List.of("operation", "start", "path", "body");

  private static final List<String> PROBABILITIES = List.of("logprobs", "top_logprobs");

  /**
   * Reads a body.
   *
   * @throws ProblemException 400 naming every field at fault
   */
  static CompletionRequest of(CompletionKind kind, byte @Nullable [] body) {
    ObjectNode given = JsonBody.object(body);
    JsonFields fields = new JsonFields(given);
    String model = fields.requiredString("model", 256, "must be the model_id of a process");
    boolean streamed = Boolean.TRUE.equals(fields.bool("stream"));
    boolean usageWanted = usageWanted(fields);
    for (String field : DECIDED) {
      if (fields.any(field) != null) {
        fields.reject(field, "not_for_completion", "cannot be given here; see POST /v1/jobs");
      }
    }
    for (String field : PROBABILITIES) {
      JsonNode value = fields.any(field);
      if (value != null && !value.equals(given.booleanNode(false))) {
        fields.reject(field, "not_supported", "cannot be asked for: the output is text");
      }
    }
    question(kind, fields);
    fields.acceptRest();
    fields.finish(ProblemException::invalid);
    return new CompletionRequest(
        kind, String.valueOf(model), streamed, usageWanted, submission(given));
  }

  /** Every process is asked for parts, with the usage, whatever the client wants of them. */
  private static ObjectNode submission(ObjectNode given) {
    ObjectNode submission = given.deepCopy();
    submission.remove("stream");
    submission.remove(PROBABILITIES);
    submission.put("operation", InferOperation.NAME).put("start", true);
    JsonNode options = submission.path(OPTIONS);
    ObjectNode forProcess =
        options instanceof ObjectNode known ? known : submission.putObject(OPTIONS);
    forProcess.put(USAGE, true);
    return submission;
  }

  private static boolean usageWanted(JsonFields fields) {
    ObjectNode options = fields.objectNode(OPTIONS);
    JsonNode wanted = options == null ? null : options.get(USAGE);
    if (wanted != null && !wanted.isBoolean() && !wanted.isNull()) {
      fields.wrongType(OPTIONS + "." + USAGE, "true or false", wanted);
    }
    return wanted != null && wanted.asBoolean();
  }

  private static void question(CompletionKind kind, JsonFields fields) {
    CompletionKind other = kind == CompletionKind.CHAT ? CompletionKind.TEXT : CompletionKind.CHAT;
    if (fields.any(other.question()) != null) {
      fields.reject(other.question(), "not_for_completion", "belongs to POST " + other.path());
    }
    JsonNode question = fields.any(kind.question());
    if (question == null) {
      fields.reject(kind.question(), "required", "must be there");
    } else if (kind == CompletionKind.CHAT) {
      messages(question, fields);
    }
  }

  private static void messages(JsonNode messages, JsonFields fields) {
    if (!messages.isArray() || messages.isEmpty()) {
      fields.reject("messages", "wrong_type", "must be an array with a message at least");
      return;
    }
    for (int i = 0; i < messages.size(); i++) {
      String at = "messages[" + i + "]";
      if (!messages.get(i).isObject()) {
        fields.wrongType(at, "an object with role and content", messages.get(i));
      } else if (!messages.get(i).path("role").isTextual()) {
        fields.reject(at + ".role", "required", "must be a string, such as user");
      }
    }
  }
}
