package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.Timers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a git source refuses: too much data and too long a fetch. */
class GitLimitsTest {
  @AutoClose private final TaskRepository tasks;

  GitLimitsTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
  }

  @Test
  void discover_packAboveTheSize_isRefused() throws Exception {
    tasks.a("1.0.0");
    for (int i = 0; i < 10; i++) {
      byte[] random = new byte[20_000];
      new SplittableRandom(i).nextBytes(random);
      Files.write(tasks.work.resolve("noise" + i), random);
    }
    tasks.commit();

    SourceException refused = failure(tasks.source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("sent more than 102400 bytes");
    assertThat(tasks.files().resolve("a")).doesNotExist();
    assertThat(Sources.tasks(tasks.source("max-size", "300KB").discover()))
        .containsExactly("a 1.0.0");
  }

  @Test
  void discover_objectAboveTheSize_isRefused() throws Exception {
    tasks.a("1.0.0");
    Files.write(tasks.work.resolve("zeros"), new byte[1 << 20]);
    tasks.commit();

    SourceException refused = failure(tasks.source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("has an object of more than 102400 bytes");
  }

  /** Each file compresses to nearly nothing, so the pack is small. */
  @Test
  void discover_filesAboveTheSize_areNotWritten() throws Exception {
    tasks.a("1.0.0");
    for (int i = 0; i < 4; i++) {
      byte[] zeros = new byte[50_000];
      zeros[0] = (byte) i;
      Files.write(tasks.work.resolve("zeros" + i), zeros);
    }
    tasks.commit();

    SourceException refused = failure(tasks.source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("the files of ");
    assertThat(tasks.files().resolve("a")).doesNotExist();
  }

  @Test
  void discover_fetchThatTakesTooLong_isCutOff() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    Timers slow =
        new Timers() {
          private long now;

          @Override
          public Runnable after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
          }

          @Override
          public long nanoTime() {
            now += Duration.ofSeconds(2).toNanos();
            return now;
          }
        };
    TaskSource source = tasks.open(slow, Sources.settings(tasks.work.toString(), "timeout", "1s"));

    assertThat(failure(source).code()).isEqualTo("timeout");
  }
}
