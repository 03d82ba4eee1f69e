package dev.sluice.agent.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.wire.worker.Assignment;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs {@code exec}: a command in a process group of its own, with a small, clean environment. */
public final class ShellExecutor implements OperationExecutor, AutoCloseable {
  public static final String OPERATION = "exec";

  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "TMPDIR", "USER", "TZ");
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  /**
   * For the pipes of a killed group to end. If they stay open longer, a process that left the group
   * holds them.
   */
  private static final long AFTER_KILL_MS = 1_000;

  /** The reason of the gap when processes that the command left behind print for too long. */
  private static final String CUT_OFF = "CUT_OFF";

  /** The kernel's error for arguments and environment that are too long, as the JDK words it. */
  private static final String E2BIG = "error=7,";

  private final String workerId;
  private final Threads threads;
  private final long lingerMs;
  private final ProcessSignals signals = ProcessSignals.start();
  private final Isolator isolator;
  private final NamedPipes namedPipes;
  private final Map<String, String> inherited = new LinkedHashMap<>();

  /**
   * @param lingerMs how long pipes may stay open and silent once the main process has ended
   * @throws IllegalArgumentException if this machine lacks what the isolation needs
   */
  public ShellExecutor(
      String workerId,
      Threads threads,
      WorkerDirectory directory,
      long lingerMs,
      Isolation isolation)
      throws IOException {
    this.workerId = workerId;
    this.threads = threads;
    this.lingerMs = lingerMs;
    this.isolator = Isolator.of(isolation, directory);
    this.namedPipes = new NamedPipes(directory, isolator);
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
  public OperationResult run(Execution execution)
      throws InvalidJobException, IOException, InterruptedException {
    return run(execution, execution.assignment().payload(), CommandWatch.NONE);
  }

  /**
   * Runs a command that another operation makes up.
   *
   * @param command as the payload of {@code exec}
   */
  public OperationResult run(Execution execution, JsonNode command, CommandWatch watch)
      throws InvalidJobException, IOException, InterruptedException {
    Assignment job = execution.assignment();
    ExecRequest request = ExecRequest.of(command);
    Path own = execution.directory();
    Path directory = request.makeWorkDir(own);
    isolator.handOverAll(own);
    String mark = signals.newMark();
    Map<String, String> env = environment(execution, request, mark);
    request.checkProgram(directory, env.getOrDefault("PATH", DEFAULT_PATH));

    Path stdin = request.makeStdin(own);
    try (Cgroup cgroup = isolator.newCgroup(job.jobId() + "-" + job.attempt())) {
      Pipes pipes = Pipes.open(namedPipes, execution, request.merge());
      List<String> words = new ArrayList<>(signals.prefix());
      words.addAll(isolator.prefix(cgroup, own, directory));
      words.addAll(request.argv());
      Process process = start(words, env, directory, stdin, pipes);
      Group group = new Group(process, cgroup);
      pipes.read(process, threads.pool(), watch);
      execution.started(watch.started(process, group));
      int exitCode = process.waitFor();
      execution.exited();
      awaitPipes(pipes, group, mark, execution);
      return OperationResult.ofExitCode(exitCode);
    }
  }

  private Map<String, String> environment(Execution execution, ExecRequest request, String mark)
      throws IOException {
    Assignment job = execution.assignment();
    Map<String, String> env = new LinkedHashMap<>(inherited);
    env.putAll(isolator.environment(execution.directory()));
    env.putAll(request.env());
    env.put("SLUICE_JOB_ID", job.jobId());
    env.put("SLUICE_ATTEMPT", Integer.toString(job.attempt()));
    env.put("SLUICE_WORKER_ID", workerId);
    env.put("SLUICE_SPAWN", mark);
    return env;
  }

  /**
   * @param directory in which the command runs
   * @param stdin a file that this method deletes; null for an empty stdin
   */
  private Process start(
      List<String> command,
      Map<String, String> env,
      Path directory,
      @Nullable Path stdin,
      Pipes pipes)
      throws InvalidJobException, IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Redirect.from(stdin == null ? new File("/dev/null") : stdin.toFile()));
    builder.environment().clear();
    builder.environment().putAll(env);
    try {
      return pipes.start(builder);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains(E2BIG)) {
        throw new InvalidJobException(
            "command_too_long", "command and env are longer than the system allows");
      }
      throw e;
    } finally {
      if (stdin != null) {
        Files.deleteIfExists(stdin);
      }
    }
  }

  /**
   * The main process has ended, but its children may still print. They have until the pipes fall
   * silent, or until the end of the grace when the attempt was stopped; then they are killed.
   */
  private void awaitPipes(Pipes pipes, Group group, String mark, Execution execution)
      throws InterruptedException {
    Pipes.State state = pipes.awaitEnd(lingerMs);
    while (state != Pipes.State.ENDED && group.inGrace()) {
      state = pipes.awaitEnd(lingerMs);
    }
    boolean stopped = group.stopped();
    boolean cut = state == Pipes.State.PRINTING && !stopped;
    group.end();
    if (stopped || state != Pipes.State.ENDED) {
      signals.sweep(mark);
    }
    if (state != Pipes.State.ENDED) {
      // Only processes that carry no mark can hold the pipes after this; they are left alone.
      cut |= pipes.awaitEnd(AFTER_KILL_MS) == Pipes.State.PRINTING;
    }
    if (cut) {
      execution.gap(CUT_OFF);
    }
  }

  /** Kills every process that a job has started. */
  @Override
  public void close() {
    signals.close();
    namedPipes.close();
  }

  /** A process with all that it starts. */
  private final class Group implements Execution.Stoppable {
    private final Process process;
    private final Cgroup cgroup;
    private boolean asked;
    private boolean killed;

    Group(Process process, Cgroup cgroup) {
      this.process = process;
      this.cgroup = cgroup;
      signals.adopt(process);
    }

    @Override
    public void stop(long graceMs) {
      if (graceMs <= 0) {
        kill();
        return;
      }
      synchronized (this) {
        if (!asked) {
          asked = true;
          signals.terminate(process);
        }
      }
      threads.after(Duration.ofMillis(graceMs), this::kill);
    }

    private synchronized void kill() {
      if (!killed) {
        killed = true;
        signals.kill(process);
        cgroup.kill();
      }
    }

    /** Whether the group was asked to end and its grace is not over. */
    synchronized boolean inGrace() {
      return asked && !killed;
    }

    synchronized boolean stopped() {
      return asked || killed;
    }

    /** Kills what is left of the group. */
    synchronized void end() {
      killed = true;
      signals.release(process);
      cgroup.kill();
    }
  }
}
