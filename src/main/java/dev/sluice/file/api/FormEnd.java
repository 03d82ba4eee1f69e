package dev.sluice.file.api;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the last bytes of a form and tells whether it is whole. The parser of forms does not: the
 * part that is cut has no end for it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1">RFC 2046, section 5.1.1</a>
 */
final class FormEnd {
  /** Bytes; room for a boundary of 70, and for some text after it that a reader has to ignore. */
  private static final int KEPT = 512;

  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=\"?([^\";,]+)\"?", Pattern.CASE_INSENSITIVE);

  private final String delimiter;
  private Buffer tail = Buffer.buffer();

  /**
   * @param contentType of the form
   */
  FormEnd(String contentType) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    delimiter = boundary.find() ? "--" + boundary.group(1).strip() + "--" : "";
  }

  void add(Buffer part) {
    int kept = Math.max(0, Math.min(tail.length(), KEPT - part.length()));
    tail =
        tail.getBuffer(tail.length() - kept, tail.length())
            .appendBuffer(part.slice(Math.max(0, part.length() - KEPT), part.length()));
  }

  boolean isWhole() {
    return !delimiter.isEmpty() && tail.toString(StandardCharsets.ISO_8859_1).contains(delimiter);
  }
}
