package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes event frames.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class SseWriter {
  private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]+");

  private SseWriter() {}

  /**
   * @param data of one line
   * @param id absent for an event after which no client resumes
   */
  public static void event(String name, String data, @Nullable String id, ByteBuilder out) {
    out.write("event: ").write(name).write("\ndata: ").write(data);
    if (id != null) {
      out.write("\nid: ").write(id);
    }
    out.write("\n\n");
  }

  /** One event alone. */
  public static Buffer event(String name, String data, @Nullable String id) {
    ByteBuilder out = new ByteBuilder(64 + data.length());
    event(name, data, id, out);
    return out.toBuffer();
  }

  /** A line that clients skip. */
  public static void comment(String text, ByteBuilder out) {
    out.write(": ").write(oneLine(text)).write("\n\n");
  }

  /** {@code text} with a space for each line end, which would end the field. */
  public static String oneLine(String text) {
    return LINE_ENDS.matcher(text).replaceAll(" ");
  }
}
