package dev.sluice.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The trials of the official test suite that are known to fail: a file of paragraphs, each of lines
 * {@code # reason} and then one name per line.
 */
public final class KnownFailures {
  private KnownFailures() {}

  /**
   * @throws IllegalArgumentException if a name has no reason or occurs twice
   */
  public static Set<String> read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  static Set<String> parse(List<String> lines) {
    Set<String> names = new LinkedHashSet<>();
    boolean reasoned = false;
    for (String line : lines) {
      if (line.isBlank()) {
        reasoned = false;
      } else if (line.startsWith("#")) {
        reasoned |= !line.substring(1).isBlank();
      } else if (!reasoned) {
        throw new IllegalArgumentException("no reason is given for: " + line);
      } else if (!names.add(line)) {
        throw new IllegalArgumentException("is there twice: " + line);
      }
    }
    return names;
  }
}
