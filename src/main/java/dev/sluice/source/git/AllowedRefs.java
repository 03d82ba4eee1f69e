package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The branches and tags that a source may be read from.
 *
 * @param text as configured; empty if all are allowed
 * @param patterns globs of short names ({@code release/*}) or full ones ({@code refs/tags/v*}); an
 *     asterisk matches no slash, two match any text
 */
record AllowedRefs(String text, List<PathMatcher> patterns) {
  private static final String FIELD = "allowed-refs";

  static AllowedRefs read(SettingsReader settings) {
    String text = settings.text(FIELD);
    if (text == null) {
      return new AllowedRefs("", List.of());
    }
    try {
      List<PathMatcher> patterns =
          Stream.of(text.split("\\s*,\\s*"))
              .filter(pattern -> !pattern.isEmpty())
              .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
              .toList();
      if (!patterns.isEmpty()) {
        return new AllowedRefs(text, patterns);
      }
    } catch (PatternSyntaxException e) {
      // Rejected below.
    }
    settings.reject(FIELD, "invalid_pattern", "must be patterns with commas, such as main, v*");
    return new AllowedRefs("", List.of());
  }

  boolean all() {
    return patterns.isEmpty();
  }

  /**
   * @param ref a full name, such as {@code refs/heads/main}
   */
  boolean allows(String ref) {
    return all() || matches(ref) || matches(ref.replaceFirst("^refs/(heads|tags)/", ""));
  }

  private boolean matches(String name) {
    try {
      Path path = Path.of(name);
      return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
