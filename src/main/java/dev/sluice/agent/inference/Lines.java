package dev.sluice.agent.inference;

import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a body as they arrive. */
final class Lines {
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[8 << 10];
  private int from;
  private int to;

  Lines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null at the end of the body. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (from == to) {
        from = 0;
        to = Math.max(0, in.read(buffer, 0, buffer.length));
        if (to == 0) {
          return line.size() == 0 ? null : text(line);
        }
      }
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, from, end - from);
      boolean isWhole = end < to;
      from = isWhole ? end + 1 : end;
      if (isWhole) {
        return text(line);
      }
      if (line.size() > LONGEST) {
        throw new InferFailure(Kind.ANSWER_TOO_LONG, "the answer has a line of more than 1 MiB");
      }
    }
  }

  private static String text(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
