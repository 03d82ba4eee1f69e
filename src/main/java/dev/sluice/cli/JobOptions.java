package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.DurationConverter;
import dev.sluice.cli.console.Environment;
import dev.sluice.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command that {@code run} and {@code submit} take, and its options. The server has the
 * defaults.
 */
final class JobOptions {
  /** Bytes of JSON: as long as the base64 of the largest stdin, which fits into a submission. */
  private static final int MAX_TEXT = 700 << 10;

  private final Map<String, String> variables;

  @Parameters(
      arity = "0..*",
      paramLabel = "CMD",
      description =
          "The command. One argument is a line for 'sh -c'; several are a program and its"
              + " arguments, without a shell.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description =
          "Set an environment variable; without a value, pass on that of this shell. Repeatable.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = "--secret",
      paramLabel = "K[=V]",
      description = "Like --env; the worker masks the value in all output.")
  private List<String> secrets = new ArrayList<>();

  @Option(
      names = "--cpu",
      paramLabel = "N",
      description = "Cores that the job needs, for example 0.5. Default: 1.")
  private @Nullable Double cpu;

  @Option(
      names = "--ram-mb",
      paramLabel = "N",
      description = "Memory that the job needs in MiB. Default: 256.")
  private @Nullable Long ramMb;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Require a worker with this label. Repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Time limit, for example 90s, 5m or 2h. Default: 5m.")
  private @Nullable Duration timeout;

  @Option(
      names = "--priority",
      paramLabel = "0-9",
      description = "Higher priorities run first. Default: 5.")
  private @Nullable Integer priority;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag to list jobs by. Repeatable.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Working directory, below the job's own on the worker.")
  private @Nullable String workDir;

  @Option(
      names = "--max-retries",
      paramLabel = "N",
      description = {
        "Retries after a failure of a worker or the end of the",
        "time limit. Default: 3 for 'submit', none for 'run'."
      })
  private @Nullable Integer maxRetries;

  @Option(names = "--retry-on-exit", description = "Retry also after a non-zero exit code.")
  private boolean retryOnExit;

  @Option(
      names = "--merge",
      negatable = true,
      description =
          "Let the command write its stderr into the pipe of its stdout, as with 2>&1, which keeps"
              + " the order of the lines. 'run' does so when its own stdout and stderr are the same"
              + " file or terminal.")
  private @Nullable Boolean merge;

  JobOptions(Environment environment) {
    this.variables = environment.variables();
  }

  boolean hasCommand() {
    return !command.isEmpty();
  }

  /** The submission in JSON, as for {@code POST /v1/jobs}. */
  byte[] submission(boolean start) {
    return json(submission(start, maxRetries, false, null));
  }

  /**
   * The submission of a command that a person waits for: without {@code --max-retries} it runs
   * again only if its worker is lost.
   *
   * @param mergeByDefault whether stderr goes into the pipe of stdout without {@code --merge}
   * @param stdin for the command; null for nothing
   * @return the fields, for {@link #json}
   */
  Map<String, Object> foregroundSubmission(boolean mergeByDefault, byte @Nullable [] stdin) {
    return submission(false, maxRetries == null ? 0 : maxRetries, mergeByDefault, stdin);
  }

  private Map<String, Object> submission(
      boolean start, @Nullable Integer retries, boolean mergeByDefault, byte @Nullable [] stdin) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("operation", "exec");
    job.put("command", command.size() == 1 ? command.get(0) : command);
    Map<String, String> all = resolve("--env", env);
    Map<String, String> secret = resolve("--secret", secrets);
    all.putAll(secret);
    put(job, "env", all);
    put(job, "secrets", List.copyOf(secret.values()));
    put(job, "work_dir", workDir);
    Map<String, Object> requirements = new LinkedHashMap<>();
    put(requirements, "cpu", cpu);
    put(requirements, "ram_mb", ramMb);
    put(requirements, "labels", labels);
    put(job, "requirements", requirements);
    put(job, "priority", priority);
    put(job, "timeout_ms", timeout == null ? null : timeout.toMillis());
    put(job, "max_retries", retries);
    put(job, "tags", tags);
    if (retryOnExit) {
      job.put("retry_on_exit", true);
    }
    if (merge == null ? mergeByDefault : merge) {
      job.put("merge", true);
    }
    if (stdin != null) {
      putStdin(job, stdin);
    }
    if (start) {
      job.put("start", true);
    }
    return job;
  }

  /**
   * As text where it is text, so that the server masks secrets in it; as bytes where escapes would
   * make the text much longer.
   */
  private static void putStdin(Map<String, Object> job, byte[] stdin) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(stdin)).toString();
      boolean isShort = json(Map.of("stdin", text)).length <= MAX_TEXT;
      job.put(isShort ? "stdin" : "stdin_base64", isShort ? text : stdin);
    } catch (CharacterCodingException notText) {
      job.put("stdin_base64", stdin);
    }
  }

  private Map<String, String> resolve(String option, List<String> entries) {
    Map<String, String> resolved = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals);
      String value = equals < 0 ? variables.get(entry) : entry.substring(equals + 1);
      if (name.isEmpty() || value == null) {
        throw CliFailure.usage(
            option
                + ": '"
                + entry
                + "' is neither NAME=VALUE nor the name of a variable that is set");
      }
      resolved.put(name, value);
    }
    return resolved;
  }

  static byte[] json(Map<String, Object> job) {
    try {
      return Json.mapper().writeValueAsBytes(job);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings, numbers, lists and maps are always JSON", e);
    }
  }

  private static void put(Map<String, Object> job, String name, @Nullable Object value) {
    boolean empty =
        value == null
            || (value instanceof Map<?, ?> map && map.isEmpty())
            || (value instanceof List<?> list && list.isEmpty());
    if (value != null && !empty) {
      job.put(name, value);
    }
  }
}
