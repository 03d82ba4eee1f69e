package dev.sluice.agent.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.run.InvalidJobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload of an {@code exec} job.
 *
 * @param argv the program and its arguments
 * @param env in addition to the standard environment
 * @param workDir relative to the attempt's directory; empty for that directory itself
 * @param merge whether stderr goes into the pipe of stdout, as with {@code 2>&1}
 * @param stdin what the command reads from its stdin; null if its stdin is empty
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record ExecRequest(
    List<String> argv,
    Map<String, String> env,
    String workDir,
    boolean merge,
    byte @Nullable [] stdin) {
  /** The exit code of a shell that does not find the program. */
  private static final int NOT_FOUND = 127;

  /** The exit code of a shell that may not execute the program. */
  private static final int NOT_EXECUTABLE = 126;

  static ExecRequest of(JsonNode payload) throws InvalidJobException {
    return new ExecRequest(
        argv(payload.path("command")),
        env(payload.path("env")),
        payload.path("work_dir").asText(""),
        payload.path("merge").asBoolean(),
        stdin(payload.path("stdin"), payload.path("stdin_base64")));
  }

  private static byte @Nullable [] stdin(JsonNode text, JsonNode encoded)
      throws InvalidJobException {
    if (text.isTextual()) {
      return text.textValue().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return encoded.isTextual() ? encoded.binaryValue() : null;
    } catch (IOException e) {
      throw new InvalidJobException("invalid_stdin", "stdin_base64 must be base64");
    }
  }

  /**
   * The stdin of the process. A file, not a pipe: a pipe would need a thread that writes to it.
   *
   * @return null for an empty stdin; the caller deletes the file once the process has opened it
   */
  @Nullable Path makeStdin(Path attemptDirectory) throws IOException {
    byte[] input = stdin;
    if (input == null) {
      return null;
    }
    Path file = Files.createTempFile(attemptDirectory, ".stdin-", "");
    Files.write(file, input);
    return file;
  }

  private static List<String> argv(JsonNode command) throws InvalidJobException {
    List<String> argv = new ArrayList<>();
    if (command.isTextual()) {
      argv.addAll(List.of("sh", "-c", command.asText()));
    } else {
      command.forEach(word -> argv.add(word.asText()));
    }
    if (argv.isEmpty() || argv.get(0).isEmpty() || argv.stream().anyMatch(ExecRequest::hasNul)) {
      throw new InvalidJobException(
          "invalid_command", "command must be a string, or an array that starts with a program");
    }
    return argv;
  }

  private static Map<String, String> env(JsonNode node) throws InvalidJobException {
    Map<String, String> env = new LinkedHashMap<>();
    for (var field : node.properties()) {
      String name = field.getKey();
      String value = field.getValue().isNull() ? "" : field.getValue().asText();
      if (name.isEmpty() || name.contains("=") || hasNul(name) || hasNul(value)) {
        throw new InvalidJobException(
            "invalid_env", "not a name or value for an environment variable: " + name);
      }
      env.put(name, value);
    }
    return env;
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  /** Creates the directory to run in. */
  Path makeWorkDir(Path attemptDirectory) throws InvalidJobException, IOException {
    if (workDir.isEmpty()) {
      return attemptDirectory;
    }
    Path directory;
    try {
      directory = attemptDirectory.resolve(workDir).normalize();
    } catch (InvalidPathException e) {
      throw invalidWorkDir();
    }
    if (Path.of(workDir).isAbsolute() || !directory.startsWith(attemptDirectory)) {
      throw invalidWorkDir();
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      // A full disk is this worker's fault; a name that no directory can have is the job's.
      Files.delete(Files.createTempDirectory(attemptDirectory, ".probe-"));
      throw new InvalidJobException("invalid_work_dir", "work_dir cannot be made: " + e);
    }
    if (!directory.toRealPath().startsWith(attemptDirectory.toRealPath())) {
      throw invalidWorkDir();
    }
    return directory;
  }

  private static InvalidJobException invalidWorkDir() {
    return new InvalidJobException(
        "invalid_work_dir", "work_dir must be a relative path inside the job's directory");
  }

  /**
   * Looks the program up as {@code execvp} does, since its failure would not tell which of the two
   * is wrong.
   *
   * @param directory names with a slash are relative to it
   * @param path the search path of the new process
   * @throws InvalidJobException when no such program exists, or none that may be executed
   */
  void checkProgram(Path directory, String path) throws InvalidJobException {
    String program = argv.get(0);
    boolean exists = false;
    String[] places = program.contains("/") ? new String[] {""} : path.split(":", -1);
    for (String place : places) {
      try {
        Path candidate = directory.resolve(place).resolve(program);
        if (Files.isRegularFile(candidate)) {
          if (Files.isExecutable(candidate)) {
            return;
          }
          exists = true;
        }
      } catch (InvalidPathException e) {
        // not a directory that can hold the program
      }
    }
    throw exists
        ? new InvalidJobException(
            "command_not_executable", program + ": permission denied", NOT_EXECUTABLE)
        : new InvalidJobException("command_not_found", program + ": not found", NOT_FOUND);
  }
}
