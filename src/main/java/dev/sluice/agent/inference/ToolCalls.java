package dev.sluice.agent.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.inference.InferFailure.Kind;
import java.util.Map;
import java.util.TreeMap;

/** The calls of tools that a model asks for, put together from the parts of its answer. */
final class ToolCalls {
  private static final int MOST_CALLS = 1_000;
  private static final int LONGEST = 1 << 20;

  private final Map<Integer, ObjectNode> calls = new TreeMap<>();
  private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
  private int length;

  void add(JsonNode parts) throws InferFailure {
    int place = 0;
    for (JsonNode part : parts) {
      add(part.path("index").asInt(place++), part);
    }
  }

  private void add(int index, JsonNode part) throws InferFailure {
    JsonNode function = part.path("function");
    JsonNode more = function.path("arguments");
    String text = more.isTextual() ? more.textValue() : more.isMissingNode() ? "" : "" + more;
    length += text.length();
    ObjectNode call = calls.computeIfAbsent(index, i -> ServerClient.JSON.createObjectNode());
    if (length > LONGEST || calls.size() > MOST_CALLS) {
      throw new InferFailure(Kind.ANSWER_TOO_LONG, "the answer has too long calls of tools");
    }
    arguments.computeIfAbsent(index, i -> new StringBuilder()).append(text);
    for (String field : new String[] {"id", "type"}) {
      if (part.hasNonNull(field)) {
        call.set(field, part.get(field));
      }
    }
    if (function.hasNonNull("name")) {
      call.withObject("/function").set("name", function.get("name"));
    }
  }

  void addTo(ObjectNode summary) {
    if (!calls.isEmpty()) {
      calls.forEach(
          (index, call) ->
              call.withObject("/function").put("arguments", "" + arguments.get(index)));
      calls.values().forEach(summary.putArray("tool_calls")::add);
    }
  }
}
