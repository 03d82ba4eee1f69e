package dev.sluice.task.api;

import static dev.sluice.task.api.CatalogOf.aVersion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.CatalogEntry;
import dev.sluice.task.DisabledTasks;
import dev.sluice.task.TaskVersion;
import dev.sluice.wire.Page;
import dev.sluice.wire.task.RegistryPage;
import dev.sluice.wire.task.TaskSummary;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskListerTest {
  private final TaskVersion gone = aVersion("b", "9.0.0");
  private final TaskLister lister = lister(gone);

  private static TaskLister lister(TaskVersion gone) {
    gone.available = false;
    return new TaskLister(
        CatalogOf.entries(
            aVersion("a", "1.9.0"),
            aVersion("a", "1.10.0"),
            aVersion("a", "2.0.0-rc.1"),
            aVersion("b", "1.0.0"),
            gone,
            aVersion("c", "0.1.0-beta"),
            aVersion("d", "1.0.0")),
        new DisabledTasks(Clock.systemUTC()));
  }

  @Test
  void byName_severalVersions_showsTheNewestStableOneAndTheirNumber() {
    List<TaskSummary> items = byName(10, null).items();

    assertThat(items)
        .extracting(task -> task.name() + " " + task.version() + " of " + task.versions())
        .containsExactly("a 1.10.0 of 3", "b 1.0.0 of 1", "c 0.1.0-beta of 1", "d 1.0.0 of 1");
  }

  @Test
  void byName_limit_continuesAtTheCursorUntilTheEnd() {
    Page<TaskSummary> first = byName(3, null);
    Page<TaskSummary> second = byName(3, first.next());

    assertThat(first.items()).extracting(TaskSummary::name).containsExactly("a", "b", "c");
    assertThat(second.items()).extracting(TaskSummary::name).containsExactly("d");
    assertThat(second.next()).isNull();
  }

  @Test
  void byName_limitIsTheNumberOfTasks_hasNoNextPage() {
    assertThat(byName(4, null).next()).isNull();
  }

  @Test
  void byName_noVersionPasses_leavesTheNameOut() {
    TaskQuery query = new TaskQuery.Parameters(null, List.of(), null, "false").with("1", null);

    Page<TaskSummary> page = lister.byName(query);

    assertThat(page.items()).extracting(TaskSummary::version).containsExactly("9.0.0");
    assertThat(page.next()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'a 1.9.0, a 1.10.0', next of 2",
    "2, 'a 2.0.0-rc.1, b 1.0.0', next of 3",
    "3, 'c 0.1.0-beta, d 1.0.0', ",
    "4, '', ",
    "2147483647, '', "
  })
  void byPage_anyPage_listsVersionsInOrderWithTheAddressOfTheNext(
      int page, String tasks, @Nullable String next) {
    RegistryPage listed =
        lister.byPage(CatalogEntry::available, page, 2, following -> "next of " + following);

    assertThat(String.join(", ", listed.tasks().stream().map(TaskListerTest::text).toList()))
        .isEqualTo(tasks);
    assertThat(listed.page()).isEqualTo(page);
    assertThat(listed.limit()).isEqualTo(2);
    assertThat(listed.total()).isEqualTo(6);
    assertThat(listed.next()).isEqualTo(next);
  }

  private static String text(RegistryPage.Entry entry) {
    return entry.name() + " " + entry.version();
  }

  private Page<TaskSummary> byName(int limit, @Nullable String cursor) {
    TaskQuery.Parameters parameters = new TaskQuery.Parameters(null, List.of(), null, null);
    return lister.byName(parameters.with(String.valueOf(limit), cursor));
  }
}
