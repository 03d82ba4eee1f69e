package dev.sluice.file;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The name of a file, which is no path: it may come from a stranger and be used by another. */
public final class FileName {
  /** The name of a file for which the client gave none. */
  public static final String NONE = "file";

  /** As most file systems have it, bytes of UTF-8. */
  static final int LONGEST = 255;

  private FileName() {}

  /**
   * The last part of a path of Unix or Windows.
   *
   * @return empty if it is longer than 255 bytes, is not valid Unicode, or has a control character
   */
  public static Optional<String> of(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (name.isBlank() || name.equals(".") || name.equals("..")) {
      return Optional.of(NONE);
    }
    boolean valid =
        name.codePoints().noneMatch(FileName::isForbidden)
            && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    return valid ? Optional.of(name) : Optional.empty();
  }

  private static boolean isForbidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
