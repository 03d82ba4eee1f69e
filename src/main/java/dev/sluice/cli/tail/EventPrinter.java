package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.console.Terminal;
import org.jspecify.annotations.Nullable;

/** Prints events unchanged, one JSON object per line: {@code {"event","id"?,"data"}}. */
final class EventPrinter implements JobFollower.Sink {
  private final Terminal terminal;
  private final ObjectMapper mapper;

  EventPrinter(Terminal terminal, ObjectMapper mapper) {
    this.terminal = terminal;
    this.mapper = mapper;
  }

  @Override
  public void event(String type, @Nullable String id, JsonNode data) {
    ObjectNode line = mapper.createObjectNode().put("event", type);
    if (id != null) {
      line.put("id", id);
    }
    terminal.out().print(line.set("data", data) + "\n");
  }

  @Override
  public void flush() {
    terminal.flushOut();
  }
}
