package dev.sluice.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.Job;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.wire.Problem;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A completion in parts, each an event without a name, the last of them {@code [DONE]}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's chunks</a>
 */
final class CompletionParts extends CompletionFormat {
  private boolean begun;

  CompletionParts(CompletionRequest asked) {
    super(asked);
  }

  @Override
  void text(String text, ByteBuilder out) {
    ObjectNode choice = choice();
    if (asked().kind() == CompletionKind.CHAT) {
      choice.putObject("delta").put("content", text);
    } else {
      choice.put("text", text);
    }
    part(choice, out);
  }

  @Override
  void rest(ObjectNode delta, ByteBuilder out) {
    if (asked().kind() == CompletionKind.CHAT) {
      ObjectNode choice = choice();
      choice.set("delta", delta);
      part(choice, out);
    }
  }

  @Override
  void finished(Job job, JsonNode output, ByteBuilder out) {
    ObjectNode choice = choice();
    if (asked().kind() == CompletionKind.CHAT) {
      choice.putObject("delta");
    } else {
      choice.put("text", "");
    }
    choice.put("finish_reason", output.path("finish_reason").asText("stop"));
    part(choice, out);
    if (asked().usageWanted()) {
      ObjectNode usage = head(asked().kind().part());
      usage.putArray("choices");
      usage.set("usage", output.get("usage"));
      data(usage.toString(), out);
    }
    data("[DONE]", out);
  }

  @Override
  void failed(Problem why, ByteBuilder out) {
    data(OpenAiErrors.of(why).toString(), out);
  }

  @Override
  public void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out) {
    SseWriter.comment("keep-alive", out);
  }

  /** A message begins with the role of its author. */
  private void part(ObjectNode choice, ByteBuilder out) {
    if (!begun && asked().kind() == CompletionKind.CHAT) {
      ObjectNode first = choice();
      first.putObject("delta").put("role", "assistant").put("content", "");
      write(first, out);
    }
    begun = true;
    write(choice, out);
  }

  private void write(ObjectNode choice, ByteBuilder out) {
    ObjectNode part = head(asked().kind().part());
    part.putArray("choices").add(choice);
    data(part.toString(), out);
  }

  private static ObjectNode choice() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("index", 0)
        .putNull("logprobs")
        .putNull("finish_reason");
  }

  private static void data(String json, ByteBuilder out) {
    out.write("data: ").write(json).write("\n\n");
  }
}
