package dev.sluice.task.api;

import static dev.sluice.task.api.CatalogOf.aVersion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.PageCursor;
import dev.sluice.http.ProblemException;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskQueryTest {
  private final TaskVersion task = aVersion("word-count", "1.0.0", "text", "Demo");

  @BeforeEach
  void describe() {
    task.label = "Counts words";
    task.description = "Reads a TEXT and counts";
  }

  @ParameterizedTest
  @CsvSource({
    "ORD-C, true",
    "counts WORDS, true",
    "a text and, true",
    "demo, true",
    "'', true",
    "word-counts, false",
    "demos, false"
  })
  void filter_text_isSoughtInNameLabelDescriptionAndTagsWhateverTheCase(String q, boolean found) {
    assertThat(passes(of(q, List.of(), null, null))).isEqualTo(found);
  }

  @Test
  void filter_severalTags_requiresEveryOneExactly() {
    assertThat(passes(of(null, List.of("text", "Demo"), null, null))).isTrue();
    assertThat(passes(of(null, List.of("text", "other"), null, null))).isFalse();
    assertThat(passes(of(null, List.of("demo"), null, null))).isFalse();
  }

  @Test
  void filter_source_isExact() {
    assertThat(passes(of(null, List.of(), "s", null))).isTrue();
    assertThat(passes(of(null, List.of(), "S", null))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({", true, false", "true, true, false", "false, false, true", "any, true, true"})
  void filter_available_selectsByAvailability(
      @Nullable String available, boolean showsAvailable, boolean showsGone) {
    TaskQuery.Parameters parameters = of(null, List.of(), null, available);

    assertThat(passes(parameters)).isEqualTo(showsAvailable);
    task.available = false;
    assertThat(passes(parameters)).isEqualTo(showsGone);
  }

  @Test
  void filter_noLabelAndDescription_areNotFound() {
    task.label = null;
    task.description = null;

    assertThat(passes(of("counts", List.of(), null, null))).isFalse();
  }

  @Test
  void with_availableIsNoChoice_isRefusedNamingIt() {
    assertThatThrownBy(() -> of(null, List.of(), null, "maybe").with(null, null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("available must be true, false or any");
  }

  @Test
  void with_nothingGiven_isTheFirstFifty() {
    TaskQuery query = of(null, List.of(), null, null).with(null, null);

    assertThat(query.limit()).isEqualTo(50);
    assertThat(query.after()).isEmpty();
  }

  @Test
  void with_cursorOfTheSameFilters_continuesAfterItsName() {
    TaskQuery.Parameters parameters = of("a", List.of("t"), "s", "any");
    String cursor = PageCursor.encode("b", parameters.with(null, null).fingerprint());

    assertThat(parameters.with("500", cursor).after()).isEqualTo("b");
    assertThatThrownBy(() -> of("a", List.of("t"), "s", "true").with("500", cursor))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cursor");
  }

  private boolean passes(TaskQuery.Parameters parameters) {
    return parameters.filter().test(CatalogEntry.of(task));
  }

  private static TaskQuery.Parameters of(
      @Nullable String q, List<String> tags, @Nullable String source, @Nullable String available) {
    return new TaskQuery.Parameters(q, tags, source, available);
  }
}
