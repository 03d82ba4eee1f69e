package dev.sluice.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.Scripts.Run;
import dev.sluice.host.protocol.RunLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that exceed their limits, in real hosts: they fail without harm to others. */
@Timeout(60)
class LimitsTest {
  private static final RunLimits LIMITS =
      new RunLimits(300_000, 3_000_000, 1 << 20, 1 << 20, 8 << 20);
  @AutoClose private static final Scripts HOST = new Scripts(Scripts.settings(LIMITS, 10_000));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(function() { for (;;); })",
        "(function() { for (;;) { try { for (;;); } catch (e) {} finally { for (;;); } } })",
        "for (;;);",
        "(function() { return {toJSON() { for (;;); }} })",
        "(function() { throw {get message() { for (;;); }} })",
      })
  void run_endlessLoop_exceedsStatementLimit(String script) {
    assertThat(HOST.run(script, "{}").code()).isEqualTo("STATEMENT_LIMIT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(async function() { for (;;) await null; })",
        "(function() { return new Promise(() => setInterval(() => 1, 10)) })",
        "(function() { return 'a'.repeat(30).match(/^((((a+)+)+)+)+$/) +"
            + " /(x+x+)+y/.exec('x'.repeat(40)) + 10n ** 100000000n })",
      })
  void run_pastTimeLimit_isEnded(String script) {
    Run run = HOST.run(script, "{}", null, 700, control -> {});

    assertThat(run.code()).isIn("TIMEOUT", "OUT_OF_MEMORY", "STATEMENT_LIMIT");
    assertThat(next().value().asInt()).isEqualTo(1);
  }

  @Test
  void run_pastTimeLimit_keepsItsOutput() {
    Run run =
        HOST.run(
            "(function() { console.log('before'); return new Promise(d => setTimeout(d, 60000)) })",
            "{}",
            null,
            3_000,
            control -> {});

    assertThat(run.code()).isEqualTo("TIMEOUT");
    assertThat(run.message()).contains("3000 ms");
    assertThat(run.stdout()).isEqualTo("before\n");
  }

  @Test
  void run_endlessRecursion_overflowsTheStack() {
    assertThat(HOST.body("function f() { return f() + 1 } return f()").code())
        .isEqualTo("STACK_OVERFLOW");
    assertThat(
            HOST.body("function f() { return f() + 1 } try { f() } catch (e) { return e.name }")
                .value()
                .asText())
        .isEqualTo("RangeError");
    assertThat(
            HOST.body("let d = 0; (function f() { if (++d < 5000) f() })(); return d")
                .value()
                .asInt())
        .isEqualTo(5000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const a = []; for (;;) a.push(new Array(100000).fill(7))",
        "return Array.from({length: 2e6}, () => [1, 2, 3, 4])",
      })
  void run_endlessAllocation_isOutOfMemory(String body) {
    Run run = HOST.body(body);

    assertThat(run.code()).isIn("OUT_OF_MEMORY", "RangeError");
    assertThat(next().value().asInt()).isEqualTo(1);
  }

  @Test
  void run_outputPastLimit_isEnded() {
    Run run = HOST.body("for (;;) console.log('flood '.repeat(100))");

    assertThat(run.code()).isEqualTo("OUTPUT_LIMIT");
    assertThat(run.stdout().length()).isBetween((1 << 20) - 1_000, 1 << 20);
    assertThat(HOST.body("for (;;) reportProgress({progress: 0})").code())
        .isEqualTo("OUTPUT_LIMIT");
  }

  @Test
  void run_resultPastLimit_isRefused() {
    assertThat(HOST.body("return 'x'.repeat(1 << 20)").code()).isEqualTo("RESULT_LIMIT");
    assertThat(HOST.body("return 'x'.repeat((1 << 20) - 2)").value().asText())
        .hasSize((1 << 20) - 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000})
  void stop_runningScript_endsIt(long graceMs) {
    CountDownLatch printed = new CountDownLatch(1);
    Scripts other = new Scripts();
    try (other) {
      Run run =
          other.run(
              "(function() { for (;;) { try { for (;;); } finally { continue } } })",
              "{}",
              null,
              60_000,
              control -> {
                control.stop(graceMs);
                printed.countDown();
              });

      assertThat(run.code()).isEqualTo("STOPPED");
      assertThat(other.body("return 1").value().asInt()).isEqualTo(1);
    }
  }

  @Test
  void run_besideFailingScript_completes() throws Exception {
    Scripts both = new Scripts(HostSettings.defaults().forWorker(2));
    try (both) {
      CountDownLatch running = new CountDownLatch(1);
      CompletableFuture<Run> calm =
          CompletableFuture.supplyAsync(
              () ->
                  both.run(
                      "(function() { return new Promise(d => setTimeout(() => d('calm'), 3000)) })",
                      "{}",
                      null,
                      30_000,
                      control -> running.countDown()));
      assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

      Run greedy = both.body("const a = []; for (;;) a.push(new Array(100000).fill(7))");

      assertThat(greedy.code()).isEqualTo("OUT_OF_MEMORY");
      assertThat(within(Duration.ofSeconds(30), calm).value().asText()).isEqualTo("calm");
    }
  }

  private static Run within(Duration time, CompletableFuture<Run> run)
      throws InterruptedException, ExecutionException, TimeoutException {
    return run.get(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Run next() {
    return HOST.body("return 1");
  }
}
