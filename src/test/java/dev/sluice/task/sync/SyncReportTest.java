package dev.sluice.task.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.TaskVersion;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncReportTest {
  private final SyncReport report = new SyncReport(Instant.parse("2026-03-01T12:00:00Z"));

  @Test
  void events_nothingReported_areEmpty() {
    assertThat(report.hasEvents()).isFalse();
    assertThat(report.events()).isEmpty();
  }

  @Test
  void events_addedInPlaceOfRemoved_areOneUpdate() {
    report.added(version("a", "1.1.0", "dir"));
    report.removed(version("a", "1.0.0", "dir"));

    assertThat(report.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind).isEqualTo(Kind.TASK_UPDATED);
              assertThat(event.tasks).containsExactly("a@1.1.0", "a@1.0.0");
              assertThat(event.data).contains("\"previous_version\":\"1.0.0\"");
            });
    assertThat(report.announced()).hasSize(2);
  }

  @Test
  void events_addedAndRemovedInOtherPlaces_areTwo() {
    report.added(version("a", "1.1.0", "new"));
    report.removed(version("a", "1.0.0", "old"));

    assertThat(report.events())
        .extracting(event -> event.kind)
        .containsExactly(Kind.TASK_ADDED, Kind.TASK_REMOVED);
  }

  @Test
  void events_summary_comesLast() {
    report.announceSync(List.of());
    TaskEvent summary = report.events().get(0);
    report.removed(version("a", "1.0.0", "dir"));

    assertThat(report.events()).last().isSameAs(summary);
  }

  @Test
  void total_severalSources_addsThemUp() {
    report.unchanged("first", 2);
    report.unchanged("second", 3);
    report.error(new SyncError("second", null, "unreachable", "is away", List.of()));

    SyncResult total = report.total(7);

    assertThat(total.unchanged()).isEqualTo(5);
    assertThat(total.errors()).hasSize(1);
    assertThat(total.tookMs()).isEqualTo(7);
    assertThat(report.resultOf("first", 7).errors()).isEmpty();
    assertThat(report.hasEvents()).isFalse();
  }

  private static TaskVersion version(String name, String version, String location) {
    TaskVersion stored = new TaskVersion();
    stored.id = TaskVersion.id(name, version);
    stored.name = name;
    stored.version = version;
    stored.source = "first";
    stored.location = location;
    return stored;
  }
}
