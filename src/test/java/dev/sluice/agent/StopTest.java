package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTest extends AgentFixture {
  private static final String STUBBORN =
      "trap '' TERM; sh -c 'trap \"\" TERM; echo child=$$; while :; do sleep 1000; done' &"
          + " echo main=$$; while :; do wait; done";

  @ParameterizedTest
  @CsvSource({"150,Timeout after 150 ms", "1000,Timeout after 1 s"})
  void stop_timeLimitPassed_endsWithTimeout(long timeoutMs, String message) {
    AttemptRef ref = server.assign(exec("sleep 1000", timeoutMs, 10_000));

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.error()).isEqualTo(new JobError("timeout", message));
    assertThat(result.exitCode()).isEqualTo(143);
  }

  @Test
  void stop_commandEndsInTimeAndItsChildPrintsLonger_completes() {
    String command = "(for i in $(seq 40); do sleep 0.05; echo $i; done) & exit 0";

    AttemptRef ref = server.assign(exec(command, 1_000, 10_000));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).endsWith("40\n");
  }

  @Test
  void stop_serverTakesNoOutputForLongerThanTheLimit_jobEndsByItself() {
    server.fault = (path, body) -> path.endsWith("/output") ? 503 : FakeAgentServer.Fault.NONE;
    AttemptRef ref = server.assign(exec("head -c 3000000 /dev/zero", 1_000, 100));

    server.await("three limits to pass", heartbeats(60));
    server.fault = (path, body) -> FakeAgentServer.Fault.NONE;

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).hasSize(3_000_000);
  }

  @Test
  void stop_exitedInTimeButOutputComesLate_isCompleted() {
    server.fault = (path, body) -> path.endsWith("/output") ? 503 : FakeAgentServer.Fault.NONE;
    AttemptRef ref = server.assign(exec("head -c 1100000 /dev/zero; exit 0", 700, 100));

    server.await("the limit to pass", heartbeats(40));
    server.fault = (path, body) -> FakeAgentServer.Fault.NONE;

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).hasSize(1_100_000);
  }

  /** The fake server asks for one each 50 ms. */
  private BooleanSupplier heartbeats(int more) {
    int before = server.heartbeats.size();
    return () -> server.heartbeats.size() >= before + more;
  }

  @Test
  void stop_timeLimitAndGracePassed_killsGroup() {
    AttemptRef ref = server.assign(exec(STUBBORN, 300, 100));
    long main = pid(ref, "main");
    long child = pid(ref, "child");

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.exitCode()).isEqualTo(137);
    awaitGone(main);
    awaitGone(child);
  }

  @Test
  void cancel_jobTrapsTerm_cleansUpWithinGrace() {
    AttemptRef ref =
        server.assign(
            exec("trap 'echo cleaned; exit 0' TERM; echo main=$$; while :; do sleep 0.01; done"));
    pid(ref, "main");

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(server.stdout(ref)).endsWith("cleaned\n");
  }

  @Test
  void cancel_grandchildIgnoresTerm_isKilledAfterGrace() {
    AttemptRef ref = server.assign(exec(STUBBORN, 60_000, 100));
    long main = pid(ref, "main");
    long child = pid(ref, "child");

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    awaitGone(main);
    awaitGone(child);
  }

  @Test
  void cancel_childOutlivesMainProcess_hasTheGraceToo() {
    AttemptRef ref =
        server.assign(
            exec(
                "sh -c 'trap \"sleep 0.6; echo saved; exit\" TERM; echo child=$$;"
                    + " while :; do sleep 0.01; done' & wait"));
    pid(ref, "child");

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(server.stdout(ref)).endsWith("saved\n");
  }

  @Test
  void cancel_endlessOutput_ends() {
    server.keepOutput = false;
    AttemptRef ref = server.assign(exec("yes"));
    server.await("much output", () -> server.bytes > 5_000_000);

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void revoke_running_killsAndReportsNothing() {
    AttemptRef ref = server.assign(exec(STUBBORN));
    long child = pid(ref, "child");

    server.revoke(ref);

    awaitGone(child);
    server.await(
        "a heartbeat without it",
        () -> server.heartbeats.get(server.heartbeats.size() - 1).running().isEmpty());
    assertThat(server.hasResult(ref)).isFalse();
  }

  @Test
  void cancel_underWay_isReportedWithPolls() {
    AttemptRef ref = server.assign(exec(STUBBORN, 60_000, 60_000));
    pid(ref, "child");

    server.cancel(ref);

    server.await(
        "cancelling",
        () ->
            server.polls.stream()
                .flatMap(poll -> poll.running().stream())
                .anyMatch(held -> held.ref().equals(ref) && held.cancelling()));
  }

  @Test
  void close_running_killsAndHandsBack() {
    AttemptRef ref = server.assign(exec(STUBBORN));
    long main = pid(ref, "main");
    long child = pid(ref, "child");

    agent.close();

    awaitGone(main);
    awaitGone(child);
    AttemptResult result = server.result(ref);
    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error()).extracting(JobError::code).isEqualTo("worker_stopped");
    assertThat(workDir.resolve("node")).doesNotExist();
    agent.close();
    agent.awaitTermination();
  }

  @Test
  void close_serverUnreachable_returns() {
    AttemptRef ref = server.assign(exec("echo main=$$; sleep 1000"));
    long main = pid(ref, "main");
    server.goAway();

    agent.close();

    awaitGone(main);
  }

  @Test
  void close_registeredAgent_leavesAfterItsLastResult() {
    AttemptRef ref = server.assign(exec("echo main=$$; sleep 1000"));
    pid(ref, "main");

    agent.close();

    assertThat(server.left).containsExactly("node");
    assertThat(server.hasResult(ref)).isTrue();
  }

  @Test
  void close_serverOfAnEarlierVersion_endsAllTheSame() {
    server.await("registration", () -> !server.registrations.isEmpty());
    server.fault = (path, body) -> path.endsWith("/leave") ? 404 : FakeAgentServer.Fault.NONE;

    agent.close();

    assertThat(server.left).isEmpty();
  }
}
