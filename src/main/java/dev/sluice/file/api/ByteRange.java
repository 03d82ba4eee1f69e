package dev.sluice.file.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a content.
 *
 * @param from offset of the first byte
 * @param toInclusive offset of the last byte
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
record ByteRange(long from, long toInclusive) {
  /** Of the whole content, or of none of it. */
  sealed interface Asked {}

  /** No range, several ranges, or one that is malformed: the answer is the whole content. */
  record Whole() implements Asked {}

  /** The range has no byte of the content: the answer is 416. */
  record Unsatisfiable() implements Asked {}

  /** The answer is this part. */
  record Part(ByteRange range) implements Asked {}

  private static final Pattern ONE =
      Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

  /**
   * @param header value of {@code Range}
   * @param size of the content, bytes, at least 1
   */
  static Asked of(@Nullable String header, long size) {
    Matcher one = ONE.matcher(header == null ? "" : header);
    if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
      return new Whole();
    }
    if (one.group(1).isEmpty()) {
      long length = Math.min(size, Long.parseLong(one.group(2)));
      return length == 0 ? new Unsatisfiable() : new Part(new ByteRange(size - length, size - 1));
    }
    long from = Long.parseLong(one.group(1));
    long to = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
    if (to < from) {
      return new Whole();
    }
    return from >= size
        ? new Unsatisfiable()
        : new Part(new ByteRange(from, Math.min(to, size - 1)));
  }

  long length() {
    return toInclusive - from + 1;
  }

  /** The value of {@code Content-Range}. */
  String contentRange(long size) {
    return "bytes " + from + "-" + toInclusive + "/" + size;
  }
}
