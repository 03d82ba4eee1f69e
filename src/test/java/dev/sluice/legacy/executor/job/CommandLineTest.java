package dev.sluice.legacy.executor.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'command': 'make -j2'} | make -j2",
        "{'command': ['make', '-j2', 'a=b']} | make -j2 a=b",
        "{'command': ['echo', 'a b', '']} | echo 'a b' ''",
      })
  void of_commandOfOneLine_isThatLine(String payload, String line) {
    assertThat(CommandLine.of(json(payload.replace('\'', '"')))).isEqualTo(line);
  }

  @Test
  void of_severalLines_areOneScript() throws Exception {
    assertThat(run("{'command': 'x=1\\nif true; then\\n  echo \\\"$x 100%\\\"\\nfi\\n'}"))
        .isEqualTo("0 1 100%\n");
  }

  @Test
  void of_environment_isExported() throws Exception {
    assertThat(run("{'command': 'printf %s \\\"$A\\\"', 'env': {'A': 'one\\ntwo $B \\\\ %'}}"))
        .isEqualTo("0 one\ntwo $B \\ %");
  }

  @Test
  void of_input_isRead() throws Exception {
    assertThat(run("{'command': 'cat; echo end', 'stdin': 'grüße\\n%d'}"))
        .isEqualTo("0 grüße\n%dend\n");
    assertThat(run("{'command': 'od -An -tu1', 'stdin_base64': 'AP8nJVwK'}").split("\\s+"))
        .containsExactly("0", "0", "255", "39", "37", "92", "10");
  }

  @Test
  void of_workDir_isMadeAndEntered() throws Exception {
    assertThat(run("{'command': 'pwd', 'work_dir': 'a b/c'}")).endsWith("/a b/c\n");
  }

  @Test
  void of_merge_printsStderrToStdout() throws Exception {
    assertThat(run("{'command': 'echo err >&2', 'merge': true}")).isEqualTo("0 err\n");
  }

  @Test
  void of_failure_hasTheExitCodeOfTheCommand() throws Exception {
    assertThat(run("{'command': 'echo it\\necho \\\"it is\\\"\\nexit 7'}"))
        .isEqualTo("7 it\nit is\n");
  }

  /** Runs the line as an agent does; its exit code and stdout. */
  private String run(String payload) throws IOException, InterruptedException {
    String line = CommandLine.of(json(payload.replace('\'', '"')));
    assertThat(line).doesNotContain("\n");
    Process process =
        new ProcessBuilder("/bin/sh", "-c", line)
            .directory(dir.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + out;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
