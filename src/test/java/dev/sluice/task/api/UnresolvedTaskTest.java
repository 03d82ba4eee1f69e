package dev.sluice.task.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class UnresolvedTaskTest {
  private final Catalog catalog = new Catalog();

  @ParameterizedTest
  @CsvSource({"additon", "ADDITION2", "add", "additionally"})
  void problem_nameBeginsAlike_suggestsIt(String name) {
    add("addition", "1.0.0", true);
    add("word-count", "1.0.0", true);

    assertThat(error(name, "*").message()).isEqualTo("is unknown; similar names are addition");
  }

  @Test
  void problem_severalSimilarNames_suggestsLongestCommonBeginningFirst() {
    add("report-a", "1.0.0", true);
    add("report-monthly", "1.0.0", true);

    assertThat(error("report-month", "*").message())
        .endsWith("similar names are report-monthly, report-a");
  }

  @Test
  void problem_noSimilarName_suggestsNone() {
    add("addition", "1.0.0", true);

    assertThat(error("subtraction", "*").message()).isEqualTo("is unknown");
    assertThat(error("", "*").message()).isEqualTo("is unknown");
    assertThat(error("a".repeat(100), "*").message()).isEqualTo("is unknown");
  }

  @Test
  void problem_noMatchingVersion_namesAvailableOnesNewestFirst() {
    add("addition", "1.0.0", true);
    add("addition", "1.5.0", true);
    add("addition", "1.6.0", false);

    FieldError error = error("addition", "^2");

    assertThat(error.code()).isEqualTo("no_matching_version");
    assertThat(error.message())
        .isEqualTo("matches no version with '^2'; available are 1.5.0, 1.0.0");
  }

  @Test
  void problem_noAvailableVersion_saysSo() {
    add("addition", "1.0.0", false);

    assertThat(error("addition", "*").message()).endsWith("none is available now");
  }

  private FieldError error(String name, String range) {
    Problem problem = UnresolvedTask.problem(catalog, name, range).problem();
    return Objects.requireNonNull(problem.errors()).get(0);
  }

  private void add(String name, String version, boolean available) {
    TaskVersion stored = CatalogOf.aVersion(name, version);
    stored.available = available;
    catalog.follow(CatalogEntry.of(stored));
  }
}
