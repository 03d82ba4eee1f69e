package dev.sluice.files;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for relative paths: {@code *} and <code>?</code> within a name, {@code **} over any
 * directories and none, {@code [a-z]}, and {@code {a,b}}.
 */
public final class Glob {
  /** Matches everything. */
  public static final String ALL = "**";

  private final PathMatcher matcher;

  private Glob(PathMatcher matcher) {
    this.matcher = matcher;
  }

  /**
   * @throws IllegalArgumentException if it is no glob; the message completes "The pattern …"
   */
  public static Glob of(String pattern) {
    String relative = pattern.startsWith("./") ? pattern.substring(2) : pattern;
    if (relative.isEmpty() || relative.startsWith("/")) {
      throw new IllegalArgumentException("must be relative and not empty");
    }
    if (List.of(relative.split("/")).contains("..")) {
      throw new IllegalArgumentException("must not leave its directory by '..'");
    }
    try {
      return new Glob(
          FileSystems.getDefault().getPathMatcher("glob:" + withoutDirectories(relative)));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("must be a glob: " + e.getDescription(), e);
    }
  }

  /** In the JDK a pattern {@code ALL + "/x"} does not match {@code x}, unlike in a shell. */
  private static String withoutDirectories(String pattern) {
    StringBuilder changed = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      braces += c == '{' ? 1 : c == '}' ? -1 : 0;
      boolean starts = i == 0 || pattern.charAt(i - 1) == '/';
      if (starts && braces == 0 && pattern.startsWith("**/", i)) {
        changed.append("{**/,}");
        i += 2;
      } else {
        changed.append(c);
      }
    }
    return changed.toString();
  }

  /**
   * @param path relative, with slashes
   */
  public boolean matches(String path) {
    try {
      return matcher.matches(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
