package dev.sluice.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.wire.Problem;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A completion in one piece: one frame at the end of the job. */
final class WholeCompletion extends CompletionFormat {
  private static final int MAX_CHARS = 16 << 20;
  private static final int BAD_GATEWAY = 502;

  /** Fields whose parts the agent has joined in the result. */
  private static final Set<String> IN_RESULT = Set.of("role", "content", "tool_calls");

  private final StringBuilder text = new StringBuilder();
  private final ObjectNode rest = JsonNodeFactory.instance.objectNode();

  WholeCompletion(CompletionRequest asked) {
    super(asked);
  }

  @Override
  void text(String more, ByteBuilder out) {
    text.append(more);
    if (text.length() > MAX_CHARS) {
      fail(
          ProblemException.of(
                  BAD_GATEWAY,
                  "answer_too_long",
                  "the answer is longer than 16 Mi characters; read it as a stream")
              .problem(),
          out);
    }
  }

  /** Texts, such as that of {@code reasoning_content}, come in pieces. */
  @Override
  void rest(ObjectNode delta, ByteBuilder out) {
    delta
        .properties()
        .forEach(
            field -> {
              JsonNode before = rest.path(field.getKey());
              JsonNode value = field.getValue();
              if (before.isTextual() && value.isTextual()) {
                rest.put(field.getKey(), before.textValue() + value.textValue());
              } else if (!IN_RESULT.contains(field.getKey())) {
                rest.set(field.getKey(), value);
              }
            });
  }

  @Override
  void finished(Job job, JsonNode output, ByteBuilder out) {
    ObjectNode answer = head(asked().kind().whole());
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    if (asked().kind() == CompletionKind.CHAT) {
      message(choice.putObject("message"), output.path("tool_calls"));
    } else {
      choice.put("text", text.toString());
    }
    choice.putNull("logprobs").put("finish_reason", output.path("finish_reason").asText("stop"));
    if (output.hasNonNull("usage")) {
      answer.set("usage", output.get("usage"));
    }
    out.write(answer.toString());
  }

  private void message(ObjectNode message, JsonNode toolCalls) {
    boolean isCall = toolCalls.isArray() && !toolCalls.isEmpty();
    message.put("role", "assistant").put("content", isCall && text.isEmpty() ? null : "" + text);
    message.putNull("refusal");
    message.setAll(rest);
    if (isCall) {
      message.set("tool_calls", toolCalls);
    }
  }

  /** Ends the wait for the answer; the caller answers the failure under its own status. */
  @Override
  void failed(Problem why, ByteBuilder out) {
    out.write(OpenAiErrors.of(why).toString());
  }

  @Override
  public void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out) {}
}
