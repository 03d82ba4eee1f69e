package dev.sluice.agent.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.time.ManualTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class ProcessLoadTest {
  @TempDir Path proc;
  private final ManualTimers timers = new ManualTimers();
  private ProcessLoad load;

  @BeforeEach
  void read() {
    load = new ProcessLoad(timers, proc);
  }

  @Test
  void of_session_sumsItsProcesses() throws IOException {
    process(10, 10, 100, 2_048);
    process(11, 10, 0, 4_096);
    process(12, 12, 500, 1_024_000);
    load.of(List.of(10L));

    timers.advance(Duration.ofSeconds(2));
    process(10, 10, 200, 2_048);
    process(11, 10, 50, 4_096);

    assertThat(load.of(List.of(10L))).containsExactly(entry(10L, new ProcessLoad.Load(75, 6)));
  }

  @Test
  void of_childThatEnded_isNotNegative() throws IOException {
    process(10, 10, 100, 1_024);
    process(11, 10, 900, 1_024);
    load.of(List.of(10L));

    timers.advance(Duration.ofSeconds(1));
    Files.delete(proc.resolve("11/stat"));

    assertThat(load.of(List.of(10L)).get(10L)).isEqualTo(new ProcessLoad.Load(0, 1));
  }

  @Test
  void of_noProc_isEmpty() {
    assertThat(new ProcessLoad(timers, proc.resolve("absent")).of(List.of(10L))).isEmpty();
  }

  /** The name of a program may hold spaces and parentheses. */
  private void process(int pid, int session, int ticks, int rssKb) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(
        directory.resolve("stat"),
        pid + " (a ) b) S 1 " + session + " " + session + " 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20");
    Files.writeString(directory.resolve("status"), "Name:\ta\nVmRSS:\t  " + rssKb + " kB\n");
  }
}
