package dev.sluice.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
class ReaperTest {
  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void onLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
  }

  @AfterEach
  void killAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void release_groupOfTheAdoptedProcess_isKilled() throws Exception {
    try (Reaper reaper = new Reaper()) {
      Process group = startGroup();
      reaper.adopt(group);

      reaper.release(group);

      assertThat(group.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void release_idWasGivenToAnotherProcess_leavesItAlone() throws Exception {
    Process other = startGroup();
    Process group = startGroup();
    // When the process that the reaper adopted under this id was another one
    try (Reaper reaper = new Reaper(pid -> pid == other.pid() ? "1" : Reaper.startTime(pid))) {
      for (Process adopted : List.of(other, group)) {
        reaper.adopt(adopted);
      }

      for (Process released : List.of(other, group)) {
        reaper.terminate(released);
        reaper.release(released);
      }

      // The reaper works in order.
      assertThat(group.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.isAlive()).isTrue();
    }
  }

  @Test
  void close_idWasGivenToAnotherProcess_leavesItAlone() throws Exception {
    Process other = startGroup();
    Process group = startGroup();
    try (Reaper reaper = new Reaper(pid -> pid == other.pid() ? "1" : Reaper.startTime(pid))) {
      reaper.adopt(other);
      reaper.adopt(group);
    }

    assertThat(group.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.isAlive()).isTrue();
  }

  /** A process that leads a group of its own, and whose name looks like fields of its state. */
  private Process startGroup() throws IOException {
    Path program = directory.resolve("a) S 1 2");
    Files.writeString(program, "#!/bin/sh\necho up\nsleep 1000\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Process process = new ProcessBuilder("setsid", program.toString()).start();
    started.add(process);
    assertThat(process.getInputStream().read()).isEqualTo('u');
    return process;
  }
}
