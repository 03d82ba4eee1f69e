package dev.sluice.task;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.task.ScriptChecker.Verdict;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.FieldError;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScriptCheckerTest {
  private final TaskBundle bundle = aTask("a").bundle();
  private final AtomicInteger checks = new AtomicInteger();

  @Test
  void checkOnce_sameTask_checksOnce() {
    ScriptChecker checker = ScriptCheckers.refusingBroken(checks);
    TaskBundle broken = aTask("a").script("BROKEN").bundle();

    result(checker.checkOnce(broken));
    Verdict again = result(checker.checkOnce(broken));

    assertThat(again.errors()).extracting(FieldError::code).containsExactly("invalid_script");
    assertThat(checker.known(broken.digest())).contains(again);
    assertThat(checks).hasValue(1);
  }

  @Test
  void checkOnce_vouchedFor_checksNothing() {
    ScriptChecker checker = ScriptCheckers.refusingBroken(checks);
    checker.vouchFor(bundle.digest());

    assertThat(result(checker.checkOnce(bundle))).isEqualTo(Verdict.FINE);
    assertThat(checks).hasValue(0);
  }

  @Test
  void checkOnce_hostFails_warnsAndTriesAgainAfterAMinute() {
    ManualTimers timers = new ManualTimers();
    ScriptChecker checker =
        ScriptCheckers.of(
            (file, script) -> {
              checks.incrementAndGet();
              throw new IllegalStateException("no room");
            },
            timers);

    Verdict verdict = result(checker.checkOnce(bundle));
    result(checker.checkOnce(bundle));
    int atOnce = checks.get();
    timers.advance(Duration.ofSeconds(61));
    result(checker.checkOnce(bundle));

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.warnings()).extracting(FieldError::code).containsExactly("script_unchecked");
    assertThat(checker.known(bundle.digest())).isEmpty();
    assertThat(atOnce).isEqualTo(1);
    assertThat(checks).hasValue(2);
  }
}
