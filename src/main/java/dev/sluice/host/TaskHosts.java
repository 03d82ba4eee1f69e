package dev.sluice.host;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.host.protocol.FrameKind;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunLimits;
import dev.sluice.host.protocol.RunOrder;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.JobError;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of tasks in child JVMs. A script can hurt neither this JVM nor another script: a
 * host runs one script at a time in a context of its own, has its own heap, and is killed when a
 * run does not end in time. Hosts end with this JVM, however it ends.
 */
public final class TaskHosts implements AutoCloseable {
  /** The engine's share of a host's heap. */
  private static final int ENGINE_MB = 64;

  private final HostSettings settings;
  private final HostTimer timer = new HostTimer();
  private final HostPool pool;
  private final AtomicLong runs = new AtomicLong();
  private @Nullable HostCommand command;

  /** Starts no host before the first run. */
  public TaskHosts(HostSettings settings) {
    this.settings = settings;
    this.pool = new HostPool(settings, timer, heap -> TaskHost.start(command(), heap, timer));
  }

  private synchronized HostCommand command() throws HostFailure {
    HostCommand known = command;
    if (known == null) {
      HostSettings s = settings;
      known = new HostCommand(HostClassPath.of(s.cacheDir()), s.cacheDir(), s.optimize());
      command = known;
    }
    return known;
  }

  /**
   * Runs a script to its end on the calling thread, after waiting for a host.
   *
   * @throws HostFailure when no host could be started, or the host failed: a fault of this machine
   */
  public RunResult run(RunRequest request, RunListener listener)
      throws HostFailure, InterruptedException {
    int heapMb = heapMb(request.memoryBytes());
    TaskHost host = pool.take(heapMb);
    pool.keepWarm(heapMb);
    try {
      return host.run(FrameKind.RUN, order(request), listener);
    } finally {
      pool.giveBack(host);
    }
  }

  /**
   * Checks that a script can be parsed and yields a function to call. Executes its top level,
   * without network and for a short time.
   *
   * @param name for the message, as {@code addition/main.js}
   * @return why the script cannot be run, or null if it can: the code is {@code SyntaxError}, the
   *     class of another error that the top level threw, or the name of a {@link LimitCode}; the
   *     message has line and column where known
   * @throws HostFailure as for {@link #run}
   */
  public @Nullable JobError check(String name, String script)
      throws HostFailure, InterruptedException {
    RunContext context = new RunContext("", name, "", 1);
    RunLimits limits = settings.limits().withTimeMs(settings.checkMs());
    RunOrder order =
        new RunOrder(
            runs.incrementAndGet(),
            name,
            "",
            script,
            NullNode.instance,
            context,
            limits,
            List.of(),
            null);
    TaskHost host = pool.take(heapMb(0));
    try {
      return error(host.run(FrameKind.CHECK, order, new RunListener() {}));
    } finally {
      pool.giveBack(host);
    }
  }

  private static @Nullable JobError error(RunResult result) {
    if (result instanceof RunResult.Threw threw) {
      return new JobError(threw.code(), threw.message());
    }
    return result instanceof RunResult.Ended ended
        ? new JobError(ended.limit().name(), ended.message())
        : null;
  }

  private RunOrder order(RunRequest request) {
    RunLimits limits = settings.limits();
    return new RunOrder(
        runs.incrementAndGet(),
        request.name(),
        request.digest(),
        request.script(),
        request.input(),
        request.context(),
        request.timeMs() > 0 ? limits.withTimeMs(request.timeMs()) : limits,
        settings.allowedHosts(),
        request.mock());
  }

  private int heapMb(long memoryBytes) {
    return ENGINE_MB + settings.scriptMb(memoryBytes);
  }

  /** Kills the hosts; their runs fail. */
  @Override
  public void close() {
    pool.close();
    timer.close();
  }
}
