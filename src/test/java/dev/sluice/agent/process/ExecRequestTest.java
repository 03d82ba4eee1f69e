package dev.sluice.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.run.InvalidJobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class ExecRequestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void of_commandIsText_runsAShell() throws Exception {
    assertThat(request("{'command': 'echo a b'}").argv()).containsExactly("sh", "-c", "echo a b");
  }

  @Test
  void of_commandIsArray_runsItAsItIs() throws Exception {
    assertThat(request("{'command': ['printf', '%s', 7]}").argv())
        .containsExactly("printf", "%s", "7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{'command': []}", "{'command': ['']}", "{'command': ['a', 'nul\\u0000']}"})
  void of_noProgram_isInvalid(String payload) {
    assertThatThrownBy(() -> request(payload))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageStartingWith("command must be");
  }

  @Test
  void of_env_keepsValuesAsText() throws Exception {
    assertThat(request("{'command': 'x', 'env': {'A': 'b=c', 'B': 1, 'C': null}}").env())
        .containsEntry("A", "b=c")
        .containsEntry("B", "1")
        .containsEntry("C", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'': 'a'}", "{'A=B': 'a'}", "{'A': 'nul\\u0000'}"})
  void of_envCannotBeSet_isInvalid(String env) {
    assertThatThrownBy(() -> request("{'command': 'x', 'env': " + env + "}"))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageStartingWith("not a name or value for an environment variable");
  }

  @Test
  void makeWorkDir_inside_createsIt() throws Exception {
    Path made = workDir("a/../b/c");

    assertThat(made).isDirectory().isEqualTo(directory.resolve("b/c"));
    assertThat(workDir("")).isEqualTo(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../outside-of-job", "a/../../outside-of-job", "/tmp", "nul\0"})
  void makeWorkDir_outside_isInvalid(String escape) {
    assertThatThrownBy(() -> workDir(escape))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageStartingWith("work_dir must be");
    assertThat(directory.resolveSibling("outside-of-job")).doesNotExist();
  }

  @Test
  void makeWorkDir_nameThatNoDirectoryCanHave_isInvalid() throws IOException {
    Files.writeString(directory.resolve("file"), "");

    for (String impossible : List.of("a/" + "n".repeat(300), "file/below")) {
      assertThatThrownBy(() -> workDir(impossible))
          .isInstanceOf(InvalidJobException.class)
          .hasMessageStartingWith("work_dir cannot be made: ");
    }
  }

  @Test
  void makeWorkDir_linkLeadsOutside_isInvalid() throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), directory.getParent());

    assertThatThrownBy(() -> workDir("link")).isInstanceOf(InvalidJobException.class);
  }

  @Test
  void checkProgram_onPath_isFound() throws Exception {
    program("bin/tool", "rwx------");

    check("tool", "/nowhere:" + directory.resolve("bin"));
    check("bin/tool", "");
  }

  @Test
  void checkProgram_absent_exitsWith127() {
    assertThatThrownBy(() -> check("tool", directory.toString()))
        .isInstanceOf(InvalidJobException.class)
        .hasMessage("tool: not found");
  }

  @Test
  void checkProgram_notExecutable_exitsWith126() throws IOException {
    program("tool", "rw-------");

    assertThatThrownBy(() -> check("tool", directory.toString()))
        .isInstanceOf(InvalidJobException.class)
        .hasMessage("tool: permission denied");
  }

  private void program(String name, String permissions) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private void check(String program, String path) throws InvalidJobException {
    new ExecRequest(List.of(program), Map.of(), "", false, null).checkProgram(directory, path);
  }

  private Path workDir(String workDir) throws Exception {
    return new ExecRequest(List.of("x"), Map.of(), workDir, false, null).makeWorkDir(directory);
  }

  private static ExecRequest request(String payload) throws Exception {
    return ExecRequest.of(JSON.readTree(payload.replace('\'', '"')));
  }
}
