package dev.sluice.agent.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.run.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@code exec} job asks for.
 *
 * @param argv the program and its arguments
 * @param env beside the standard environment
 * @param workDir relative to the attempt's directory; empty for that itself
 */
record ExecRequest(List<String> argv, Map<String, String> env, String workDir) {

  static ExecRequest of(JsonNode payload) throws Refusal {
    return new ExecRequest(
        argv(payload.path("command")),
        env(payload.path("env")),
        payload.path("work_dir").asText(""));
  }

  private static List<String> argv(JsonNode command) throws Refusal {
    List<String> argv = new ArrayList<>();
    if (command.isTextual()) {
      argv.addAll(List.of("sh", "-c", command.asText()));
    } else {
      command.forEach(word -> argv.add(word.asText()));
    }
    if (argv.isEmpty() || argv.get(0).isEmpty() || argv.stream().anyMatch(ExecRequest::hasNul)) {
      throw new Refusal(
          "invalid_command", "command must be a string, or an array whose first is a program");
    }
    return argv;
  }

  private static Map<String, String> env(JsonNode node) throws Refusal {
    Map<String, String> env = new LinkedHashMap<>();
    for (var field : node.properties()) {
      String name = field.getKey();
      String value = field.getValue().isNull() ? "" : field.getValue().asText();
      if (name.isEmpty() || name.contains("=") || hasNul(name) || hasNul(value)) {
        throw new Refusal(
            "invalid_env", "not a name or value for an environment variable: " + name);
      }
      env.put(name, value);
    }
    return env;
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  /** Makes the directory to run in. */
  Path makeWorkDir(Path attemptDirectory) throws Refusal, IOException {
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
    Files.createDirectories(directory);
    if (!directory.toRealPath().startsWith(attemptDirectory.toRealPath())) {
      throw invalidWorkDir();
    }
    return directory;
  }

  private Refusal invalidWorkDir() {
    return new Refusal(
        "invalid_work_dir", "work_dir must be a relative path inside the job's directory");
  }
}
