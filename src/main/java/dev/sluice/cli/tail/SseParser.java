package dev.sluice.cli.tail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses the bytes of one response into events, wherever reads cut them. An event that the end of
 * the stream cuts short is dropped, as the standard requires.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, 9.2</a>
 */
final class SseParser {
  private final Consumer<Event> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private @Nullable String id;
  private @Nullable Duration retry;
  private boolean firstLine = true;
  private boolean afterCarriageReturn;

  SseParser(Consumer<Event> events) {
    this.events = events;
  }

  /**
   * One server-sent event. A block with an id and without data, which a browser only remembers, is
   * an event with empty data here, because it moves the cursor.
   *
   * @param type {@code message} if the stream does not name one
   * @param id as this event sets it; null if an earlier id stays in force
   */
  record Event(String type, @Nullable String id, String data) {}

  /** The pause before a reconnect that the server asked for last. */
  @Nullable Duration retry() {
    return retry;
  }

  void feed(byte[] bytes, int length) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        start = i + 1;
      } else if (b == '\n' || b == '\r') {
        line.write(bytes, start, i - start);
        start = i + 1;
        afterCarriageReturn = b == '\r';
        endLine();
      } else {
        afterCarriageReturn = false;
      }
    }
    line.write(bytes, start, length - start);
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (firstLine) {
      firstLine = false;
      text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      field(text, "");
    } else if (colon > 0) {
      int value = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
      field(text.substring(0, colon), text.substring(value));
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> id = value.indexOf('\0') >= 0 ? id : value;
      case "retry" -> retry = milliseconds(value, retry);
      default -> {} // the standard ignores unknown fields
    }
  }

  private void dispatch() {
    if (data.length() > 0 || id != null) {
      data.setLength(Math.max(0, data.length() - 1));
      events.accept(new Event(type.isEmpty() ? "message" : type, id, data.toString()));
    }
    data.setLength(0);
    type = "";
    id = null;
  }

  private static @Nullable Duration milliseconds(String value, @Nullable Duration otherwise) {
    boolean digits = !value.isEmpty() && value.length() < 10;
    for (int i = 0; i < value.length(); i++) {
      digits &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    return digits ? Duration.ofMillis(Long.parseLong(value)) : otherwise;
  }
}
