package dev.sluice.agent.run;

import dev.sluice.agent.call.Session;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.RunningAttempt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The attempts that this worker holds. Thread-safe. */
public final class Attempts {
  private final AgentContext context;
  private final Map<String, OperationExecutor> executors;
  private final Map<AttemptRef, AttemptRun> held = new ConcurrentHashMap<>();

  /** Also those that the server no longer counts, until their directories are deleted. */
  private final Set<AttemptRun> unfinished = ConcurrentHashMap.newKeySet();

  /**
   * @param executors by operation
   */
  public Attempts(AgentContext context, Map<String, OperationExecutor> executors) {
    this.context = context;
    this.executors = executors;
  }

  /**
   * Starts an attempt. An attempt that is held already is ignored: a server that missed an answer
   * hands it out again.
   *
   * @return whether it was started
   */
  public boolean accept(Assignment assignment, Session session) {
    OperationExecutor executor = executors.getOrDefault(assignment.operation(), this::unsupported);
    AttemptRun run = new AttemptRun(context, assignment, session, executor);
    if (held.putIfAbsent(assignment.ref(), run) != null) {
      return false;
    }
    unfinished.add(run);
    context.threads().pool().execute(() -> run(run));
    return true;
  }

  private OperationResult unsupported(Execution execution) throws InvalidJobException {
    throw new InvalidJobException(
        "unsupported_operation",
        "This worker cannot run "
            + execution.assignment().operation()
            + ", only "
            + String.join(", ", new TreeSet<>(executors.keySet())));
  }

  private void run(AttemptRun run) {
    try {
      run.run(() -> held.remove(run.assignment().ref(), run));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      unfinished.remove(run);
      run.finished().countDown();
    }
  }

  /** The attempts that the worker reports to the server with heartbeats and polls. */
  public List<RunningAttempt> running() {
    return held.values().stream().map(AttemptRun::report).toList();
  }

  public int count() {
    return held.size();
  }

  /** Ends attempts at the client's request, with the grace of each job. */
  public void cancel(List<AttemptRef> refs) {
    for (AttemptRef ref : refs) {
      AttemptRun run = held.get(ref);
      if (run != null) {
        run.stop(Stop.cancelled(run.assignment().graceMs()));
      }
    }
  }

  /** Kills attempts that are no longer this worker's, and reports nothing. */
  public void revoke(List<AttemptRef> refs) {
    for (AttemptRef ref : refs) {
      AttemptRun run = held.get(ref);
      if (run != null) {
        run.stop(Stop.revoked());
      }
    }
  }

  /** Kills all attempts and reports nothing. */
  public void revokeAll() {
    stopAll(Stop.revoked());
  }

  /**
   * Ends all attempts and hands them back to the server; after that long drops those that are left.
   *
   * @param graceMs between SIGTERM and SIGKILL
   * @param reportMs for the last output and the result to reach the server
   */
  public void close(long graceMs, long reportMs) throws InterruptedException {
    stopAll(Stop.agentClosing(graceMs));
    if (!awaitNone(graceMs + reportMs)) {
      revokeAll();
      awaitNone(reportMs);
    }
  }

  private void stopAll(Stop reason) {
    held.values().forEach(run -> run.stop(reason));
  }

  private boolean awaitNone(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (AttemptRun run : List.copyOf(unfinished)) {
      if (!run.finished().await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }
}
