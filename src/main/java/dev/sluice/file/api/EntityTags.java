package dev.sluice.file.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tags in a header with that of a file.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110, section 13.1</a>
 */
final class EntityTags {
  private EntityTags() {}

  /** The tag of a content with this digest. */
  static String of(String sha256) {
    return '"' + sha256 + '"';
  }

  /**
   * For {@code If-None-Match}: whether the client has the content.
   *
   * @param tags value of the header
   */
  static boolean has(@Nullable String tags, String tag) {
    return anyOf(tags, tag) || (tags != null && anyOf(tags.replace("W/", ""), tag));
  }

  /**
   * For {@code If-Match}: whether the client asks for other content only.
   *
   * @param tags value of the header
   */
  static boolean excludes(@Nullable String tags, String tag) {
    return tags != null && !anyOf(tags, tag);
  }

  /**
   * For {@code If-Range}: whether a range continues what the client has.
   *
   * @param condition value of the header: a tag or a date, of which a date never holds
   */
  static boolean continues(@Nullable String condition, String tag) {
    return condition == null || condition.strip().equals(tag);
  }

  private static boolean anyOf(@Nullable String tags, String tag) {
    return tags != null
        && (tags.strip().equals("*")
            || Arrays.stream(tags.split(",", -1)).anyMatch(one -> one.strip().equals(tag)));
  }
}
