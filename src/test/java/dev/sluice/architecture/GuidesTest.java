package dev.sluice.architecture;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the guides name classes and files that exist. */
class GuidesTest {
  private static final Path GUIDES = Path.of("src/site/markdown");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(GUIDES)) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
              files.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_ofAPage_leadSomewhere(Path page) throws IOException {
    assertThat(matches(LINK, Files.readString(page)))
        .filteredOn(not(link -> link.startsWith("http")))
        .allSatisfy(link -> assertThat(leadsSomewhere(page, link)).as(link).isTrue());
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.exists(target)
        && (parts.length == 1 || anchors(Files.readString(target)).contains(parts[1]));
  }

  /** As hosts of Markdown make them: lower case, spaces as hyphens, other punctuation dropped. */
  private static Set<String> anchors(String text) {
    return matches(HEADING, text).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "The nine classes that a submission's data passes, Beside this way, 9",
    "The 22 classes that a chunk's data passes, Beside this way, 22"
  })
  void architecture_stationsOfATrip_areClasses(String from, String to, int most)
      throws IOException {
    String text = Files.readString(GUIDES.resolve("architecture.md"));
    int start = text.indexOf(from);
    List<String> stations = matches(CLASS, text.substring(start, text.indexOf(to, start)));

    assertThat(stations).isNotEmpty().hasSizeLessThanOrEqualTo(most);
    assertThat(classes()).containsAll(stations);
  }

  @Test
  void architecture_packages_exist() throws IOException {
    String text = Files.readString(GUIDES.resolve("architecture.md"));
    String table =
        text.substring(text.indexOf("| package |"), text.indexOf("## The path of a job"));
    Path root = Path.of("src/main/java/dev/sluice");

    assertThat(
            table
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> matches(Pattern.compile("`([a-z]+)`"), first(line)).stream()))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(root.resolve(name)).isDirectory());
    assertThat(wings(root)).allSatisfy(name -> assertThat(table).containsPattern("`" + name + "`"));
  }

  private static String first(String row) {
    return row.split("\\|")[1];
  }

  private static List<String> wings(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList();
    }
  }

  private static Set<String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }

  /** The first group of each match. */
  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
