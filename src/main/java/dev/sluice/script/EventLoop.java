package dev.sluice.script;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Runs timers and waits for a promise. The engine itself runs the reactions of promises whenever a
 * call into JavaScript returns to Java. Used by one thread.
 */
final class EventLoop {
  /** The promise was rejected. */
  @SuppressWarnings("serial") // lives as long as its context
  static final class Rejected extends RuntimeException {
    private final Value reason;

    Rejected(Value reason) {
      super(null, null, false, false);
      this.reason = reason;
    }

    Value reason() {
      return reason;
    }
  }

  private record Timer(int id, long due, Value callback, long everyNanos, boolean repeats) {}

  private final RunGuard guard;
  private final LongSupplier nanos;
  private final long began;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          (a, b) -> a.due() != b.due() ? Long.compare(a.due(), b.due()) : a.id() - b.id());
  private final Map<Integer, Timer> byId = new HashMap<>();
  private int lastId;

  EventLoop(RunGuard guard, LongSupplier nanos) {
    this.guard = guard;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  Map<String, Object> functions() {
    ProxyExecutable set =
        arguments -> set(arguments[0], arguments[1].asLong(), arguments[2].asBoolean());
    ProxyExecutable clear =
        arguments -> {
          clear(arguments[0].fitsInInt() ? arguments[0].asInt() : 0);
          return null;
        };
    return Map.of("setTimer", set, "clearTimer", clear);
  }

  private int set(Value callback, long delayMs, boolean repeats) {
    long nanosBetween = TimeUnit.MILLISECONDS.toNanos(Math.max(repeats ? 1 : 0, delayMs));
    add(new Timer(++lastId, now() + nanosBetween, callback, nanosBetween, repeats));
    return lastId;
  }

  private void add(Timer timer) {
    timers.add(timer);
    byId.put(timer.id(), timer);
  }

  private void clear(int id) {
    Timer timer = byId.remove(id);
    if (timer != null) {
      timers.remove(timer);
    }
  }

  /** Nanoseconds since the start of the run, never negative. */
  private long now() {
    return nanos.getAsLong() - began;
  }

  /**
   * Returns the value itself or, for a promise, the value that it is fulfilled with.
   *
   * @param returned the value that the script returned
   * @return null when nothing can settle the promise any more
   * @throws Rejected when the promise is rejected
   */
  @Nullable Value await(Value returned, Value prelude) {
    if (!prelude.invokeMember("isPromise", returned).asBoolean()) {
      return returned;
    }
    Settled settled = new Settled();
    ProxyExecutable fulfil = arguments -> settled.fulfilled(arguments[0]);
    ProxyExecutable reject = arguments -> settled.rejected(arguments[0]);
    prelude.invokeMember("settle", returned, fulfil, reject);
    while (settled.value == null && settled.reason == null && runNext()) {}
    if (settled.reason != null) {
      throw new Rejected(settled.reason);
    }
    return settled.value;
  }

  /** Waits for the next timer and calls it; returns false when no timer is pending. */
  private boolean runNext() {
    Timer next = timers.poll();
    if (next == null) {
      return false;
    }
    byId.remove(next.id());
    for (long left = next.due() - now();
        left > 0 && guard.ended() == null;
        left = next.due() - now()) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        break;
      }
    }
    if (guard.ended() == null && next.repeats()) {
      add(
          new Timer(
              next.id(), now() + next.everyNanos(), next.callback(), next.everyNanos(), true));
    }
    // In a cancelled context this throws the exception that ends the run.
    next.callback().executeVoid();
    return true;
  }

  private static final class Settled {
    private @Nullable Value value;
    private @Nullable Value reason;

    @Nullable Object fulfilled(Value with) {
      value = with;
      return null;
    }

    @Nullable Object rejected(Value with) {
      reason = with;
      return null;
    }
  }
}
