package dev.sluice.agent.process;

import dev.sluice.agent.call.Threads;
import dev.sluice.agent.run.Ending;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Refusal;
import dev.sluice.wire.Assignment;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs {@code exec}: a command, in a process group of its own, in a small clean environment. */
public final class ShellExecutor implements OperationExecutor {
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "TMPDIR", "USER", "TZ");
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  /** For a killed process's pipes to end; longer means that somebody who escaped has them. */
  private static final long AFTER_KILL_MS = 1_000;

  private final String workerId;
  private final ProcessSignals signals;
  private final NamedPipes named;
  private final Threads threads;
  private final long lingerMs;
  private final Map<String, String> inherited = new LinkedHashMap<>();

  public ShellExecutor(
      String workerId, ProcessSignals signals, NamedPipes named, Threads threads, long lingerMs) {
    this.workerId = workerId;
    this.signals = signals;
    this.named = named;
    this.threads = threads;
    this.lingerMs = lingerMs;
    inherited.put("PATH", DEFAULT_PATH);
    System.getenv()
        .forEach(
            (name, value) -> {
              if (INHERITED.contains(name) || name.startsWith("LC_")) {
                inherited.put(name, value);
              }
            });
  }

  @Override
  public String operation() {
    return "exec";
  }

  @Override
  public Ending run(Execution execution) throws Refusal, IOException, InterruptedException {
    ExecRequest request = ExecRequest.of(execution.assignment().payload());
    Path directory = request.makeWorkDir(execution.directory());
    String mark = signals.newMark();
    Map<String, String> env = environment(execution.assignment(), request, mark);
    ProgramLookup.check(request.argv().get(0), directory, env.getOrDefault("PATH", DEFAULT_PATH));

    Pipes pipes = Pipes.open(named, execution);
    Process process = start(request.argv(), env, directory, pipes);
    ProcessGroup group = new ProcessGroup(process, signals, threads);
    pipes.read(process, threads.pool());
    execution.started(group);
    int exitCode = process.waitFor();
    awaitPipes(pipes, group, mark);
    return Ending.ofExitCode(exitCode);
  }

  private Map<String, String> environment(Assignment job, ExecRequest request, String mark) {
    Map<String, String> env = new LinkedHashMap<>(inherited);
    env.putAll(request.env());
    env.put("SLUICE_JOB_ID", job.jobId());
    env.put("SLUICE_ATTEMPT", Integer.toString(job.attempt()));
    env.put("SLUICE_WORKER_ID", workerId);
    env.put("SLUICE_SPAWN", mark);
    return env;
  }

  private Process start(List<String> argv, Map<String, String> env, Path directory, Pipes pipes)
      throws Refusal, IOException {
    List<String> command = new ArrayList<>(signals.prefix());
    command.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(env);
    try {
      return pipes.start(builder);
    } catch (IOException e) {
      // E2BIG as the JDK words it
      if (String.valueOf(e.getMessage()).contains("error=7,")) {
        throw new Refusal("command_too_long", "command and env are longer than the system allows");
      }
      throw e;
    }
  }

  /**
   * The main process has ended; its children may still print. They get a moment of silence, or what
   * is left of the grace when the attempt was stopped, and are killed then.
   */
  private void awaitPipes(Pipes pipes, ProcessGroup group, String mark)
      throws InterruptedException {
    boolean ended = pipes.awaitEnd(lingerMs);
    while (!ended && group.inGrace()) {
      ended = pipes.awaitEnd(lingerMs);
    }
    boolean stopped = group.stopped();
    group.end();
    if (stopped || !ended) {
      signals.sweep(mark);
    }
    if (!ended) {
      // If they do not end now, nobody is ours any more who could write to them: leave them.
      pipes.awaitEnd(AFTER_KILL_MS);
    }
  }
}
