package dev.sluice.agent;

import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.process.NamedPipes;
import dev.sluice.agent.process.ProcessSignals;
import dev.sluice.agent.process.ShellExecutor;
import dev.sluice.agent.run.Jitter;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Stop;
import dev.sluice.agent.run.Tuning;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.agent.task.BundleCache;
import dev.sluice.agent.task.BundleFiles;
import dev.sluice.agent.task.TaskExecutor;
import dev.sluice.files.DirectoryTree;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.wire.WorkerRegistration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A worker node. It works from {@link #start} until {@link #close}, or until the server says that
 * somebody else has its name. No process that it started outlives it, however it ends.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  /** For ended attempts to deliver their last output and result while the agent is closed. */
  private static final long CLOSE_REPORT_MS = 1_500;

  /** Of tasks, kept on disk. */
  private static final long BUNDLE_BYTES = 64L << 20;

  /** 36^6 is a little more than an int holds. */
  private static final int NAMES = Integer.MAX_VALUE;

  private final String workerId;
  private final Node node;
  private final ProcessSignals signals;
  private final NamedPipes pipes;
  private final TaskHosts hosts;
  private final Attempts attempts;
  private final Link link;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<@Nullable AgentException> terminated = new CompletableFuture<>();

  private Agent(AgentConfig config, String workerId, Node node) {
    this.workerId = workerId;
    this.node = node;
    this.signals = ProcessSignals.start();
    this.pipes = new NamedPipes(node.directory());
    this.hosts =
        new TaskHosts(
            HostSettings.defaults()
                .forWorker(config.maxParallel())
                .withAllowedHosts(config.allowedHosts()));
    BundleFiles files =
        new BundleFiles(config.workDir().resolve("bundles"), BUNDLE_BYTES, node.clock());
    List<OperationExecutor> executors =
        List.of(
            new ShellExecutor(workerId, signals, pipes, node.threads(), node.tuning().lingerMs()),
            new TaskExecutor(hosts, new BundleCache(node.server(), files)));
    Map<String, OperationExecutor> byOperation = new LinkedHashMap<>();
    executors.forEach(executor -> byOperation.put(executor.operation(), executor));
    this.attempts = new Attempts(node, byOperation);
    this.link = new Link(node, registration(config, byOperation.keySet()), attempts);
  }

  /**
   * Starts an agent and returns at once; the server need not be up yet.
   *
   * @throws AgentException when its work directory cannot be used, or another agent has it
   */
  public static Agent start(AgentConfig config) {
    return start(
        config, Tuning.DEFAULT, Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble());
  }

  public static Agent start(AgentConfig config, Tuning tuning, Clock clock, Jitter jitter) {
    String workerId = config.name() != null ? config.name() : madeUpName();
    try {
      WorkerDirectory directory = WorkerDirectory.open(config.workDir(), workerId);
      List<Path> leftovers = directory.leftovers();
      Threads threads = new Threads();
      ServerClient server = new ServerClient(config.server(), config.apiToken(), threads);
      Node node = new Node(server, threads, directory, tuning, clock, jitter);
      Agent agent = new Agent(config, workerId, node);
      threads.pool().execute(() -> deleteLeftovers(directory, leftovers));
      threads.pool().execute(agent::work);
      return agent;
    } catch (WorkerDirectory.InUse e) {
      throw new AgentException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException("cannot use the work directory " + config.workDir() + ": " + e, e);
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
        List.copyOf(operations));
  }

  private static void deleteLeftovers(WorkerDirectory directory, List<Path> leftovers) {
    try {
      for (Path left : leftovers) {
        DirectoryTree.delete(left);
      }
      directory.deleteAbandoned();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot delete what a dead agent left", e);
    }
  }

  private void work() {
    AgentException failure = null;
    try {
      link.run();
    } catch (AgentException e) {
      LOG.log(Level.ERROR, String.valueOf(e.getMessage()));
      failure = e;
    } catch (RejectedExecutionException e) {
      // Closed by somebody else, and its threads with it, just before it made a call.
      failure = closing.get() ? null : ownFault(e);
    } catch (RuntimeException e) {
      failure = ownFault(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(failure);
  }

  private static AgentException ownFault(RuntimeException e) {
    LOG.log(Level.ERROR, "the agent stops because of an error of its own", e);
    return new AgentException("internal error: " + e, e);
  }

  /** The id under which it registers: the configured name, or one made up at this start. */
  public String workerId() {
    return workerId;
  }

  /**
   * Takes no more work, ends what runs (SIGTERM, a short grace, SIGKILL), reports it to the server
   * if that answers soon, and returns when all is gone: within a few seconds. Again is harmless.
   */
  @Override
  public void close() {
    link.close();
    end(null);
    terminated.join();
  }

  private void end(@Nullable AgentException failure) {
    if (closing.compareAndSet(false, true)) {
      link.close();
      try {
        endAttempts();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        signals.close();
        pipes.close();
        hosts.close();
        node.threads().close();
        node.directory().close();
        terminated.complete(failure);
      }
    }
  }

  private void endAttempts() throws InterruptedException {
    long graceMs = node.tuning().closeGraceMs();
    attempts.stopAll(Stop.agentClosing(graceMs));
    if (!attempts.awaitNone(graceMs + CLOSE_REPORT_MS)) {
      attempts.stopAll(Stop.revoked());
      attempts.awaitNone(CLOSE_REPORT_MS);
    }
  }

  /**
   * Returns when the agent has been closed, or when this thread is interrupted (its flag stays
   * set).
   *
   * @throws AgentException when it had to stop by itself; the message says why
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
