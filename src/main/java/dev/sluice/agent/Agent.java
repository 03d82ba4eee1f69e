package dev.sluice.agent;

import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.file.FilesExecutor;
import dev.sluice.agent.inference.InferExecutor;
import dev.sluice.agent.output.OutputBudget;
import dev.sluice.agent.process.Isolation;
import dev.sluice.agent.process.ShellExecutor;
import dev.sluice.agent.resident.ResidentExecutor;
import dev.sluice.agent.resident.Residents;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Attempts;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Tuning;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.agent.task.TaskExecutor;
import dev.sluice.files.DirectoryTree;
import dev.sluice.host.HostSettings;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.WorkerRegistration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A worker node. It works from {@link #start} until {@link #close}, or until another agent
 * registers under its name. No process that it started outlives it, however it ends.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  /** For ended attempts to deliver their last output and result while the agent closes. */
  private static final long CLOSE_REPORT_MS = 1_500;

  /** How many suffixes there are for made-up names; 36^6 is a little more than an int holds. */
  private static final int NAMES = Integer.MAX_VALUE;

  /** Longer than any call or pause of a loop takes. */
  private static final Duration LONGEST_TURN = Duration.ofMinutes(3);

  private final String workerId;
  private final AgentContext context;
  private final ShellExecutor commands;
  private final TaskExecutor tasks;
  private final Attempts attempts;
  private final SessionLoop session;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<@Nullable AgentException> terminated = new CompletableFuture<>();
  private @Nullable Probes probes;

  private Agent(AgentConfig config, String workerId, AgentContext context) throws IOException {
    this.workerId = workerId;
    this.context = context;
    this.commands =
        new ShellExecutor(
            workerId,
            context.threads(),
            context.directory(),
            context.tuning().lingerMs(),
            config.isolation());
    this.tasks =
        new TaskExecutor(
            context,
            HostSettings.defaults()
                .forWorker(config.maxParallel())
                .withAllowedHosts(config.allowedHosts()),
            config.workDir().resolve("bundles"));
    Map<String, OperationExecutor> executors = new LinkedHashMap<>();
    executors.put(
        ShellExecutor.OPERATION, new FilesExecutor(context, commands, config.fileLimits()));
    executors.put(TaskExecutor.OPERATION, tasks);
    Residents residents = new Residents(workerId, context.clock(), context.threads());
    executors.put(
        ResidentExecutor.OPERATION, new ResidentExecutor(commands, residents, context.threads()));
    executors.put(InferExecutor.OPERATION, new InferExecutor(residents));
    this.attempts = new Attempts(context, executors);
    this.session =
        new SessionLoop(
            context,
            registration(config, executors.keySet()),
            Devices.ofThisMachine(),
            attempts,
            residents);
  }

  /**
   * Starts an agent and returns at once; the server need not be up yet. On Linux with a JDK before
   * 25 this JVM starts processes by {@code vfork} from then on, unless {@code
   * jdk.lang.Process.launchMechanism} says otherwise.
   *
   * @throws AgentException when the work directory cannot be used, or another agent uses it
   * @throws IllegalArgumentException when this machine lacks what the isolation of jobs needs
   */
  public static Agent start(AgentConfig config) {
    return start(config, Tuning.DEFAULT);
  }

  static Agent start(AgentConfig config, Tuning tuning) {
    String workerId = config.name() != null ? config.name() : madeUpName();
    try {
      WorkerDirectory directory = WorkerDirectory.open(config.workDir(), workerId);
      List<Path> leftovers = directory.leftovers();
      Threads threads = new Threads(config.onOutOfMemory());
      ServerClient server =
          new ServerClient(config.server(), config.apiToken(), directory.nameSecret(), threads);
      AgentContext context =
          new AgentContext(
              server,
              threads,
              directory,
              tuning,
              OutputBudget.ofHeap(),
              Clock.systemUTC(),
              () -> ThreadLocalRandom.current().nextDouble());
      warnOfWhatJobsCanRead(config.isolation());
      Agent agent = new Agent(config, workerId, context);
      agent.openProbes(config.healthPort());
      threads.pool().execute(() -> deleteLeftovers(directory, leftovers));
      threads.pool().execute(agent::work);
      return agent;
    } catch (WorkerDirectory.InUse e) {
      throw new AgentException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException("cannot use the work directory " + config.workDir() + ": " + e, e);
    }
  }

  private void openProbes(@Nullable Integer port) {
    if (port == null) {
      return;
    }
    try {
      probes = Probes.open(port, () -> session.isAlive(LONGEST_TURN), session::isRegistered);
    } catch (IOException e) {
      context.threads().close();
      context.directory().close();
      throw new AgentException("cannot answer probes on port " + port + ": " + e.getMessage(), e);
    }
  }

  private static void warnOfWhatJobsCanRead(Isolation isolation) {
    if (isolation.isNone()) {
      LOG.log(
          Level.WARNING,
          "jobs run as the account of this agent and can read its files and its environment, the"
              + " token included; a sandbox (--sandbox bubblewrap) or another account (--run-as)"
              + " keeps them from that");
    } else if (isolation.runAs() == null && "root".equals(System.getProperty("user.name"))) {
      LOG.log(
          Level.WARNING,
          "jobs in the sandbox can read the files of root below /etc, since this agent runs as"
              + " root; give them another account (--run-as), or run the agent under one");
    }
  }

  private static String madeUpName() {
    int number = ThreadLocalRandom.current().nextInt(NAMES);
    String suffix = Integer.toString(number, 36);
    return Machine.hostname() + "-" + "0".repeat(6 - suffix.length()) + suffix;
  }

  private WorkerRegistration registration(AgentConfig config, Set<String> operations) {
    return new WorkerRegistration(
        workerId,
        Machine.hostname(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Agent.class.getPackage().getImplementationVersion(),
        config.cpu(),
        config.ramMb(),
        config.labels(),
        config.maxParallel(),
        Stream.concat(operations.stream(), Stream.of(Assignment.FILES)).toList(),
        List.of());
  }

  private static void deleteLeftovers(WorkerDirectory directory, List<Path> leftovers) {
    for (Path left : leftovers) {
      try {
        DirectoryTree.delete(left);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "left over from an agent that was killed", e);
      }
    }
    try {
      directory.deleteAbandoned();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "left over from other agents that were killed", e);
    }
  }

  private void work() {
    AgentException failure = null;
    try {
      session.run();
    } catch (AgentException e) {
      LOG.log(Level.ERROR, String.valueOf(e.getMessage()));
      failure = e;
    } catch (RejectedExecutionException e) {
      // close() may end the threads just before this one makes a call.
      failure = closing.get() ? null : internalError(e);
    } catch (RuntimeException | Error e) {
      // An agent without its poll loop would send heartbeats and run nothing.
      failure = internalError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(failure);
  }

  private AgentException internalError(Throwable e) {
    context.threads().report(e);
    LOG.log(Level.ERROR, "the agent stops because of an internal error");
    return new AgentException("internal error: " + e, e);
  }

  /** The id under which the agent registers: the configured name, or one made up at this start. */
  public String workerId() {
    return workerId;
  }

  /**
   * Takes no more work, ends what runs (SIGTERM, a short grace, SIGKILL), hands it back if the
   * server answers soon, and returns when all processes are gone: within a few seconds. Further
   * calls have no effect.
   */
  @Override
  public void close() {
    session.close();
    end(null);
    terminated.join();
  }

  private void end(@Nullable AgentException failure) {
    if (closing.compareAndSet(false, true)) {
      session.close();
      try {
        attempts.close(context.tuning().closeGraceMs(), CLOSE_REPORT_MS);
        session.leave();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        commands.close();
        tasks.close();
        context.threads().close();
        context.directory().close();
        if (probes != null) {
          probes.close();
        }
        terminated.complete(failure);
      }
    }
  }

  /**
   * Returns when the agent has been closed, or when this thread is interrupted (its flag stays
   * set).
   *
   * @throws AgentException when the agent stopped by itself; the message tells why
   */
  public void awaitTermination() {
    try {
      AgentException failure = terminated.get();
      if (failure != null) {
        throw failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
