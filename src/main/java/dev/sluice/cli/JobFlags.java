package dev.sluice.cli;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Lengths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What to run and how, for {@code run} and {@code submit}. What is not given, the server decides.
 */
final class JobFlags {
  private final Map<String, String> variables;

  @Parameters(
      arity = "0..*",
      paramLabel = "CMD",
      description = {
        "The command, after '--'. One argument is a line for 'sh -c'; several are a program and its"
            + " arguments, and no shell touches them."
      })
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description = "Environment variable; without a value, that of this shell. Repeatable.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = "--secret",
      paramLabel = "K[=V]",
      description = "The same, and its value is masked wherever the job prints it. Repeatable.")
  private List<String> secrets = new ArrayList<>();

  @Option(
      names = "--cpu",
      paramLabel = "N",
      description = "Cores, a fraction allowed; 1 if not given.")
  private @Nullable Double cpu;

  @Option(names = "--ram-mb", paramLabel = "N", description = "Memory in MiB, 256 if not given.")
  private @Nullable Long ramMb;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Only a worker with this label. Repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Lengths.class,
      description = "Kill it after 90, 90s, 5m or 2h; after 5m if not given.")
  private @Nullable Duration timeout;

  @Option(
      names = "--priority",
      paramLabel = "0-9",
      description = "Higher goes first; 5 if not given.")
  private @Nullable Integer priority;

  @Option(names = "--tag", paramLabel = "TAG", description = "To find it by. Repeatable.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--work-dir", paramLabel = "DIR", description = "Directory on the worker.")
  private @Nullable String workDir;

  @Option(
      names = "--max-retries",
      paramLabel = "N",
      description = "After failures of its worker; 3 if not given.")
  private @Nullable Integer maxRetries;

  @Option(names = "--retry-on-exit", description = "Retry also when it exits with a code but 0.")
  private boolean retryOnExit;

  JobFlags(Environment environment) {
    this.variables = environment.variables();
  }

  boolean hasCommand() {
    return !command.isEmpty();
  }

  /** The submission as DESIGN has it, ready for Jackson. */
  Map<String, Object> submission(boolean start) {
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
    put(job, "max_retries", maxRetries);
    put(job, "tags", tags);
    if (retryOnExit) {
      job.put("retry_on_exit", true);
    }
    if (start) {
      job.put("start", true);
    }
    return job;
  }

  private Map<String, String> resolve(String option, List<String> entries) {
    Map<String, String> resolved = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals);
      String value = equals < 0 ? variables.get(entry) : entry.substring(equals + 1);
      if (name.isEmpty() || value == null) {
        throw CliFailure.usage(
            option + ": '" + entry + "' names no variable of this shell and gives no value");
      }
      resolved.put(name, value);
    }
    return resolved;
  }

  private static void put(Map<String, Object> job, String name, @Nullable Object value) {
    boolean nothing =
        value == null
            || (value instanceof Map<?, ?> map && map.isEmpty())
            || (value instanceof List<?> list && list.isEmpty());
    if (value != null && !nothing) {
      job.put(name, value);
    }
  }
}
