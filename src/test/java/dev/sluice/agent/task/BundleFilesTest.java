package dev.sluice.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class BundleFilesTest {
  @TempDir Path directory;

  private BundleFiles at(int second) {
    Instant then = Instant.parse("2026-03-01T12:00:00Z").plusSeconds(second);
    return new BundleFiles(directory.resolve("b"), 25, Clock.fixed(then, ZoneOffset.UTC));
  }

  @Test
  void write_full_evictsLeastRecentlyUsed() {
    at(0).write("sha256:a", new byte[10]);
    at(0).write("sha256:b", new byte[10]);
    assertThat(at(-9).read("sha256:a")).isNotNull();
    assertThat(at(-5).read("sha256:b")).isNotNull();
    assertThat(at(-1).read("sha256:a")).hasSize(10);

    at(0).write("sha256:c", new byte[10]);

    assertThat(at(1).read("sha256:b")).isNull();
    assertThat(at(1).read("sha256:a")).hasSize(10);
    assertThat(at(1).read("sha256:c")).hasSize(10);
  }

  @Test
  void write_largerThanLimit_isNotKept() {
    at(0).write("sha256:a", new byte[26]);

    assertThat(at(0).read("sha256:a")).isNull();
  }
}
