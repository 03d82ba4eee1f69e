package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.worker.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DevicesTest {
  private static final String CPU_INFO =
      "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\nprocessor\t: 1\nmodel name\t: Other\n";
  private static final Device CPU = new Device("CPU-0", "Fast CPU @ 3 GHz", "cpu", null, null);

  @TempDir Path directory;

  @Test
  void read_withoutTheProgram_isTheCpu() throws InterruptedException {
    assertThat(new Devices(CPU_INFO, null, 1).read()).containsExactly(CPU);
  }

  @Test
  void read_cpuWithoutModel_isNamedByItsArchitecture() throws InterruptedException {
    assertThat(new Devices("processor : 0\n", null, 1).read())
        .extracting(Device::name)
        .containsExactly(System.getProperty("os.arch"));
  }

  @Test
  void read_gpus_areListedInOrder() throws Exception {
    Path program =
        program(
            """
            printf '%s\\n' "$*" > "$0.asked"
            echo 'NVIDIA A100-SXM4-80GB, 81920, 8.0'
            echo 'NVIDIA GeForce, RTX 4090, 24564, 8.9'
            echo 'Orin (nvgpu), [N/A], [N/A]'
            """);

    assertThat(read(program))
        .containsExactly(
            CPU,
            new Device("GPU-0", "NVIDIA A100-SXM4-80GB", "gpu", 80L, "8.0"),
            new Device("GPU-1", "NVIDIA GeForce, RTX 4090", "gpu", 24L, "8.9"),
            new Device("GPU-2", "Orin (nvgpu)", "gpu", null, null));
    assertThat(Path.of(program + ".asked"))
        .hasContent("--query-gpu=name,memory.total,compute_cap --format=csv,noheader,nounits\n");
  }

  @Test
  void read_manyGpus_areAsManyAsARegistrationMayHave() throws Exception {
    assertThat(read(program("seq 200 | sed 's/.*/GPU &, 1024, 9.0/'"))).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo 'no devices were found'",
        "echo 'A, 1024, 8.0'; exit 9",
        "exec sleep 1000",
        "seq 100000" // more than the pipe takes: the program waits for a reader
      })
  void read_programThatFails_isTheCpuWithinTheTimeLimit(String script) throws Exception {
    assertThat(read(program(script))).containsExactly(CPU);
  }

  @Test
  void read_programThatCannotStart_isTheCpu() throws Exception {
    assertThat(read(directory.resolve("absent"))).containsExactly(CPU);
  }

  @Test
  void onPath_executableFiles_areFound() throws Exception {
    Path program = program("true");
    Path other = Files.createDirectories(directory.resolve("other/nvidia-smi")).getParent();

    assertThat(Devices.onPath("/absent:" + other + "::" + directory)).isEqualTo(program);
    assertThat(Devices.onPath("relative:" + other)).isNull();
    assertThat(Devices.onPath(null)).isNull();
  }

  private static List<Device> read(Path program) throws InterruptedException {
    return new Devices(CPU_INFO, program, 2_000).read();
  }

  private Path program(String script) throws IOException {
    Path program = directory.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
