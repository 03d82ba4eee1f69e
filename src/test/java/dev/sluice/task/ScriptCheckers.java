package dev.sluice.task;

import dev.sluice.time.ManualTimers;
import dev.sluice.wire.JobError;
import java.util.concurrent.atomic.AtomicInteger;

/** Script checkers for tests, without a task host. */
public final class ScriptCheckers {
  private ScriptCheckers() {}

  public static ScriptChecker accepting() {
    return refusingBroken(new AtomicInteger());
  }

  /**
   * Refuses a script that contains {@code BROKEN}.
   *
   * @param checks counts the checks
   */
  public static ScriptChecker refusingBroken(AtomicInteger checks) {
    return of(
        (file, script) -> {
          checks.incrementAndGet();
          return script.contains("BROKEN") ? new JobError("SyntaxError", "does not parse") : null;
        },
        new ManualTimers());
  }

  static ScriptChecker of(ScriptChecker.Host host, ManualTimers timers) {
    return new ScriptChecker(host, () -> {}, timers);
  }
}
