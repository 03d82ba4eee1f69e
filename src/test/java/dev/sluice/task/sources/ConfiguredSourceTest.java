package dev.sluice.task.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.BrokenTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SourceException;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.task.sources.SourceStatus.Health;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.SyncError;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConfiguredSourceTest {
  private static final Discovery ONE_BROKEN =
      new Discovery(
          List.of(), List.of(new BrokenTask("dir", List.of(new FieldError("a", "b", "c")))));
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ManualTimers timers = new ManualTimers();
  private final Queue<Runnable> work = new ArrayDeque<>();
  private Answer answer = () -> ONE_BROKEN;
  private Runnable onChange = () -> {};
  private int late;
  private int changes;

  private final ConfiguredSource source =
      new ConfiguredSource(
          new SourceSettings("s", "test", Map.of()),
          ConflictPolicy.NEWER,
          new Scripted(),
          Sources.context(new TestClock(), timers, Path.of("unused")),
          work::add);

  /** What the source answers to the next reading. */
  private interface Answer {
    Discovery get() throws SourceException;
  }

  @Test
  void status_neverRead_isUnknown() {
    assertThat(source.status().health()).isEqualTo(Health.UNKNOWN);
    assertThat(source.snapshot().complete()).isFalse();
  }

  @Test
  void refresh_success_isHealthyWithSnapshot() {
    refresh();
    runWork();

    assertThat(source.status().health()).isEqualTo(Health.OK);
    assertThat(source.status().lastSuccess()).isEqualTo(TestClock.START);
    assertThat(source.status().broken()).isEqualTo(1);
    assertThat(source.snapshot().complete()).isTrue();
    assertThat(source.snapshot().policy()).isEqualTo(ConflictPolicy.NEWER);
    assertThat(source.snapshot().brokenLocations()).containsExactly("dir");
    assertThat(source.snapshot().errors())
        .extracting(SyncError::code)
        .containsExactly("invalid_task");
  }

  @Test
  void refresh_failureAndRecovery_keepsCountsOfLastSuccess() {
    refresh();
    runWork();
    answer =
        () -> {
          throw new SourceException("missing", "is gone");
        };
    refresh();
    runWork();
    SourceStatus failing = source.status();
    SourceSnapshot unread = source.snapshot();
    answer = () -> ONE_BROKEN;
    refresh();
    runWork();

    assertThat(failing.health()).isEqualTo(Health.FAILING);
    assertThat(Objects.requireNonNull(failing.lastError()).code()).isEqualTo("missing");
    assertThat(failing.broken()).isEqualTo(1);
    assertThat(unread.complete()).isFalse();
    assertThat(unread.errors()).extracting(SyncError::code).containsExactly("missing");
    assertThat(source.status().health()).isEqualTo(Health.OK);
    assertThat(source.status().lastError()).isNull();
  }

  @Test
  void refresh_faultInSource_isInternalErrorWithoutDetail() {
    answer =
        () -> {
          throw new IllegalStateException("s3cret");
        };
    refresh();
    runWork();

    SourceStatus.LastError error = Objects.requireNonNull(source.status().lastError());
    assertThat(error.code()).isEqualTo("internal_error");
    assertThat(error.message()).doesNotContain("s3cret");
  }

  @Test
  void refresh_duringReading_waitsForTheNextOne() {
    UniAssertSubscriber<Void> first = refresh();
    UniAssertSubscriber<Void> second = refresh();
    UniAssertSubscriber<Void> third = refresh();

    Objects.requireNonNull(work.poll()).run();

    first.assertCompleted();
    second.assertNotTerminated();
    assertThat(work).hasSize(1);
    runWork();
    second.assertCompleted();
    third.assertCompleted();
    assertThat(work).isEmpty();
  }

  @Test
  void refresh_patienceOver_completesAndReportsLateAnswer() {
    UniAssertSubscriber<Void> waiting = refresh();

    timers.advance(PATIENCE);

    waiting.assertCompleted();
    assertThat(late).isZero();
    runWork();
    assertThat(late).isEqualTo(1);
  }

  @Test
  void refresh_inTime_leavesNoTimer() {
    refresh();
    runWork();

    assertThat(timers.waiting()).isZero();
    assertThat(late).isZero();
  }

  @Test
  void close_watchedSource_endsTheWatch() {
    source.watch(() -> changes++);
    onChange.run();

    source.close();
    onChange.run();

    assertThat(changes).isEqualTo(1);
  }

  private UniAssertSubscriber<Void> refresh() {
    return source
        .refresh(PATIENCE, () -> late++)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void runWork() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  private final class Scripted implements TaskSource {
    @Override
    public String location() {
      return "nowhere";
    }

    @Override
    public Discovery discover() throws SourceException {
      return answer.get();
    }

    @Override
    public Runnable watch(Runnable changed) {
      onChange = changed;
      return () -> onChange = () -> {};
    }
  }
}
