package dev.sluice.agent.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.1 answer.
 *
 * @param headers by their names in lower case
 */
record AnswerHead(int status, Map<String, String> headers) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");
  private static final int MAX_HEAD = 64 << 10;

  /** Skips answers that only announce another, such as 100 Continue. */
  static AnswerHead read(InputStream in) throws IOException {
    AnswerHead head = readOne(in);
    while (head.status < 200) {
      head = readOne(in);
    }
    return head;
  }

  private static AnswerHead readOne(InputStream in) throws IOException {
    int[] left = {MAX_HEAD};
    Matcher first = STATUS_LINE.matcher(line(in, left));
    if (!first.matches()) {
      throw notHttp("it does not start with a status line");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw notHttp("a header has no name");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new AnswerHead(Integer.parseInt(first.group(1)), headers);
  }

  /**
   * A line without its end.
   *
   * @param left how many more bytes may come
   */
  static String line(InputStream in, int[] left) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw notHttp("it ends early");
      }
      if (--left[0] < 0) {
        throw notHttp("its head is too long");
      }
      line.write(read);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private static InferFailure notHttp(String why) {
    return new InferFailure(Kind.INVALID_ANSWER, "the answer is not HTTP: " + why);
  }

  /** The media type in lower case, without parameters; empty if the answer has none. */
  String mediaType() {
    String type = headers.getOrDefault("content-type", "");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  boolean isSuccess() {
    return status < 300;
  }

  /** The body, which follows on the connection. */
  InputStream body(InputStream in) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return SizedBody.ofChunks(in);
    }
    String length = headers.get("content-length");
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    if (length == null) {
      return in;
    }
    try {
      return SizedBody.ofLength(in, Long.parseLong(length));
    } catch (NumberFormatException e) {
      throw notHttp("its length is no number");
    }
  }
}
