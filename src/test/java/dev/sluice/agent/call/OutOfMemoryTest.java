package dev.sluice.agent.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OutOfMemoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"pool", "timer", "call"})
  void endAgent_heapUsedUp_endsProcessWithLastLine(String thread) throws Exception {
    Process process = start(thread, "agent");

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("sluice: the agent ends: it ran out of memory")
        .hasLineCount(1);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
  }

  @Test
  void endServer_heapUsedUp_endsInOrder() throws Exception {
    Process process = start("pool", "server");

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("sluice: the server ends: its built-in worker ran out of memory")
        .endsWith("in order\n");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
  }

  @Test
  void isCauseOf_heapUsedUpInACallback_isTrue() {
    var wrapped = new CompletionException(new OutOfMemoryError("Java heap space"));

    assertThat(OutOfMemory.isCauseOf(wrapped)).isTrue();
  }

  @Test
  void isCauseOf_systemRefusesAThread_isFalse() {
    var refused = new OutOfMemoryError("unable to create native thread: possibly out of memory");

    assertThat(OutOfMemory.isCauseOf(refused)).isFalse();
  }

  private static Process start(String thread, String role) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx24m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            OutOfMemoryProbe.class.getName(),
            thread,
            role)
        .redirectErrorStream(true)
        .start();
  }
}
