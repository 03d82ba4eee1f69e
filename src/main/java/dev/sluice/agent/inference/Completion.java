package dev.sluice.agent.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a completion, as OpenAI words them or as Ollama does: their text goes to the
 * output of the job, and what ends them is kept for its result.
 */
final class Completion {
  /** What a part has beside its text. */
  private static final String STEP = "delta";

  private final Printer printer;

  /** Whether a part that is not of a completion is a failure; else it is printed as it is. */
  private final boolean strict;

  private final ObjectNode summary = ServerClient.JSON.createObjectNode();
  private final ToolCalls toolCalls = new ToolCalls();
  private boolean done;

  /** Where the text goes. */
  interface Printer {
    void text(String text) throws InterruptedException;

    void progress(JsonNode event) throws InterruptedException;
  }

  Completion(Printer printer, boolean strict) {
    this.printer = printer;
    this.strict = strict;
  }

  /** Whether the part that came last says that it is the last. */
  boolean isDone() {
    return done;
  }

  /** Whether the answer says how it ended. */
  boolean isFinished() {
    return done || summary.has("finish_reason");
  }

  /** Model, finish reason, usage and calls of tools, as far as the answer had them. */
  ObjectNode summary() {
    toolCalls.addTo(summary);
    return summary;
  }

  /** The next part, as text. */
  void part(String text) throws IOException, InterruptedException {
    if (text.strip().equals("[DONE]")) {
      done = true;
      return;
    }
    JsonNode part = parsed(text);
    if (part == null || !isKnown(part)) {
      if (strict) {
        throw new InferFailure(
            Kind.INVALID_ANSWER, "the answer has a part that is no completion: " + cut(text));
      }
      printer.text(text + "\n");
      return;
    }
    error(part);
    keep(part, "model");
    keep(part, "id");
    keep(part, "usage");
    for (JsonNode choice : part.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        choice(choice);
      }
    }
    ofOllama(part);
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      return ServerClient.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static boolean isKnown(JsonNode part) {
    return part.path("choices").isArray()
        || part.hasNonNull("error")
        || (part.has("done") && (part.has("response") || part.has("message")));
  }

  private static void error(JsonNode part) throws InferFailure {
    JsonNode error = part.path("error");
    if (part.hasNonNull("error")) {
      String said = error.path("message").asText(error.isTextual() ? error.asText() : "" + error);
      throw new InferFailure(Kind.PROCESS_ERROR, "the process failed: " + cut(said), error);
    }
  }

  private void keep(JsonNode part, String field) {
    if (part.hasNonNull(field)) {
      summary.set(field, part.get(field));
    }
  }

  private void choice(JsonNode choice) throws IOException, InterruptedException {
    keep(choice, "finish_reason");
    text(choice.path("text"));
    message(choice.path(choice.has("delta") ? "delta" : "message"));
  }

  private void message(JsonNode delta) throws IOException, InterruptedException {
    text(delta.path("content"));
    ObjectNode rest = ServerClient.JSON.createObjectNode();
    delta
        .properties()
        .forEach(
            field -> {
              boolean isText = field.getKey().equals("role") || field.getKey().equals("content");
              if (!isText && !isEmpty(field.getValue())) {
                rest.set(field.getKey(), field.getValue());
              }
            });
    if (!rest.isEmpty()) {
      toolCalls.add(rest.path("tool_calls"));
      ObjectNode event = ServerClient.JSON.createObjectNode().put("progress", 0).put("step", STEP);
      event.set("data", rest);
      printer.progress(event);
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty());
  }

  private void text(JsonNode text) throws InterruptedException {
    if (text.isTextual() && !text.textValue().isEmpty()) {
      printer.text(text.textValue());
    }
  }

  private void ofOllama(JsonNode part) throws IOException, InterruptedException {
    if (!part.has("done")) {
      return;
    }
    text(part.path("response"));
    message(part.path("message"));
    if (part.path("done").asBoolean()) {
      done = true;
      summary.put("finish_reason", part.path("done_reason").asText("stop"));
      int asked = part.path("prompt_eval_count").asInt();
      int answered = part.path("eval_count").asInt();
      summary
          .putObject("usage")
          .put("prompt_tokens", asked)
          .put("completion_tokens", answered)
          .put("total_tokens", asked + answered);
    }
  }

  static String cut(String text) {
    String line = text.strip();
    return line.length() <= 500 ? line : line.substring(0, 500) + "…";
  }
}
