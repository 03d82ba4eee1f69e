package dev.sluice.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the kernel's interface, played by plain ones. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class CgroupTest {
  @TempDir Path parent;

  @BeforeEach
  void offerControllers() throws IOException {
    Files.writeString(parent.resolve("cgroup.controllers"), "cpu memory\n");
    Files.writeString(parent.resolve("cgroup.subtree_control"), "");
  }

  @Test
  void prepare_limitOfMemory_enablesItsController() throws IOException {
    Cgroup.prepare(parent, Map.of("memory-mb", 64L, "open-files", 10L));

    assertThat(parent.resolve("cgroup.subtree_control")).hasContent("+memory");
  }

  @Test
  void prepare_controllerIsAbsent_isRefusedByName() {
    assertThatThrownBy(() -> Cgroup.prepare(parent, Map.of("processes", 64L)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the limit processes needs the controller pids, and "
                + parent
                + " offers [cpu, memory]");
  }

  @Test
  void prepare_emptyCgroupOfAKilledAgent_isRemoved() throws IOException {
    Path left = Files.createDirectory(parent.resolve("attempt-job-1-1"));
    Path other = Files.createDirectory(parent.resolve("agent"));

    Cgroup.prepare(parent, Map.of());

    assertThat(left).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void settings_limits_areInTheUnitsOfTheKernel() throws IOException {
    Files.writeString(parent.resolve("memory.swap.max"), "max");

    assertThat(Cgroup.settings(parent, Map.of("processes", 7L, "memory-mb", 3L, "open-files", 10L)))
        .isEqualTo(
            Map.of(
                "pids.max", "7",
                "memory.max", "3145728",
                "memory.swap.max", "0",
                "memory.oom.group", "1"));
  }
}
