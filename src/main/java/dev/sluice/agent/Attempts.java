package dev.sluice.agent;

import dev.sluice.agent.call.Held;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Stop;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.RunningAttempt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The attempts that this worker holds. */
final class Attempts {
  private final Node node;
  private final Map<String, OperationExecutor> executors;
  private final Map<AttemptRef, AttemptRun> held = new ConcurrentHashMap<>();
  private final Map<AttemptRef, CountDownLatch> gone = new ConcurrentHashMap<>();

  Attempts(Node node, Map<String, OperationExecutor> executors) {
    this.node = node;
    this.executors = executors;
  }

  /** Starts it, unless it is held already: a server that is not sure hands out twice. */
  boolean accept(Assignment assignment, Session session) {
    AttemptRef ref = assignment.ref();
    OperationExecutor executor =
        executors.getOrDefault(
            assignment.operation(), new UnsupportedOperation(executors.keySet()));
    AttemptRun run = new AttemptRun(node, new Held(assignment, session), executor);
    if (held.putIfAbsent(ref, run) != null) {
      return false;
    }
    CountDownLatch ended = new CountDownLatch(1);
    gone.put(ref, ended);
    node.threads().pool().execute(() -> run(ref, run, ended));
    return true;
  }

  private void run(AttemptRef ref, AttemptRun run, CountDownLatch ended) {
    try {
      run.run(() -> held.remove(ref, run));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      gone.remove(ref, ended);
      ended.countDown();
    }
  }

  List<RunningAttempt> running() {
    return held.values().stream().map(AttemptRun::report).toList();
  }

  int count() {
    return held.size();
  }

  void cancel(List<AttemptRef> refs) {
    for (AttemptRef ref : refs) {
      AttemptRun run = held.get(ref);
      if (run != null) {
        run.stop(Stop.cancelled(run.assignment().graceMs()));
      }
    }
  }

  /** Kills them and reports nothing. */
  void revoke(List<AttemptRef> refs) {
    for (AttemptRef ref : refs) {
      AttemptRun run = held.get(ref);
      if (run != null) {
        run.stop(Stop.revoked());
      }
    }
  }

  void stopAll(Stop why) {
    held.values().forEach(run -> run.stop(why));
  }

  /** Waits until all have ended, for at most so long. */
  boolean awaitNone(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (CountDownLatch ended : List.copyOf(gone.values())) {
      if (!ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }
}
