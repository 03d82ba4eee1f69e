package dev.sluice.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchingTest {
  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger calls = new AtomicInteger();
  private final ScheduledExecutorService real = Executors.newSingleThreadScheduledExecutor();
  @TempDir Path root;

  @AfterEach
  void end() {
    real.shutdownNow();
  }

  @Test
  void watch_watchingOff_polls() {
    TaskSource source = open(Map.of("watch", "false", "poll-interval", "10s"));
    Runnable endWatching = source.watch(calls::incrementAndGet);

    timers.advance(Duration.ofSeconds(35));
    assertThat(calls).hasValue(3);

    endWatching.run();
    timers.advance(Duration.ofHours(1));
    assertThat(calls).hasValue(3);
    assertThat(timers.waiting()).isZero();
  }

  /** A missing directory has the same effect as too few watches. */
  @Test
  void start_missingDirectory_callsFallback() throws Exception {
    Semaphore fallen = new Semaphore(0);
    TreeWatcher watcher =
        TreeWatcher.start(
            root.resolve("none/deeper"),
            Duration.ofMillis(200),
            timers,
            calls::incrementAndGet,
            fallen::release);

    assertThat(fallen.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    watcher.close();
  }

  /** The one test here that waits for the operating system. */
  @Test
  void start_watchBeginsThenTasksAreSaved_callsChangedEachTime() throws Exception {
    Semaphore changed = new Semaphore(0);
    TaskFolder.addition(root.resolve("tasks/a"));
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("tasks"));
    TreeWatcher watcher =
        TreeWatcher.start(
            link,
            Duration.ofMillis(50),
            new dev.sluice.time.Timers() {
              @Override
              public Runnable after(Duration delay, Runnable task) {
                var future = real.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                return () -> future.cancel(false);
              }

              @Override
              public long nanoTime() {
                return System.nanoTime();
              }
            },
            changed::release,
            () -> {});
    try {
      assertThat(changed.tryAcquire(30, TimeUnit.SECONDS))
          .as("what changed before the watch is told when it begins")
          .isTrue();

      Files.writeString(root.resolve("tasks/a/main.js"), "saved");
      assertThat(changed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

      TaskFolder.named(root.resolve("tasks/new/b"), "b", "1.0.0");
      assertThat(changed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      watcher.close();
    }
  }

  private TaskSource open(Map<String, String> values) {
    Map<String, String> all = new java.util.HashMap<>(values);
    all.put("path", root.toString());
    return Sources.open("filesystem", all, Sources.context(new TestClock(), timers, root));
  }
}
