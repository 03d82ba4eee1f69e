package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.output.OutputBudget;
import dev.sluice.agent.resident.Residents;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Attempts;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.e2e.Eventually;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.WorkerRegistration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class SessionLoopTest {
  private static final WorkerRegistration NODE =
      new WorkerRegistration("node", "host", null, null, 1, 64, Map.of(), 1, List.of(), List.of());

  @TempDir Path workDir;
  private final FakeAgentServer server = new FakeAgentServer();
  private final Threads threads = new Threads(() -> {});
  private final JumpingClock clock = new JumpingClock();
  private final CountDownLatch release = new CountDownLatch(1);
  private WorkerDirectory directory;
  private SessionLoop loop;

  @BeforeEach
  void open() throws IOException {
    directory = WorkerDirectory.open(workDir, "node");
    ServerClient client = new ServerClient(server.uri(), null, directory.nameSecret(), threads);
    AgentContext context =
        new AgentContext(
            client,
            threads,
            directory,
            AgentFixture.QUICK,
            new OutputBudget(1 << 20),
            clock,
            () -> 0.5);
    loop =
        new SessionLoop(
            context,
            NODE,
            new Devices("", null, 1),
            new Attempts(context, Map.of("wait", this::untilReleased)),
            new Residents("node", clock, threads));
  }

  @AfterEach
  void close() {
    loop.close();
    server.close();
    threads.close();
    directory.close();
  }

  @Test
  void close_registrationUnanswered_endsLoop() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    server.fault =
        (path, body) -> {
          asked.countDown();
          return waitFor(never);
        };
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

    loop.close();

    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
    assertThat(server.registrations).isEmpty();
    never.countDown();
  }

  @Test
  void isRegistered_fromRegistrationToClose_isTrue() {
    assertThat(loop.isRegistered()).isFalse();

    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty());

    assertThat(loop.isRegistered()).isTrue();
    loop.close();
    assertThat(loop.isRegistered()).isFalse();
    assertThat(ran).succeedsWithin(Duration.ofMinutes(2));
  }

  @Test
  void isRegistered_serverForgetsWorker_isFalse() {
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty());
    server.fault = (path, body) -> path.equals("/v1/workers") ? 503 : FakeAgentServer.Fault.NONE;

    server.forget(410);

    Eventually.until("it is not registered", () -> !loop.isRegistered());
    assertThat(loop.isAlive(Duration.ofMinutes(1))).isTrue();
    loop.close();
    assertThat(ran).succeedsWithin(Duration.ofMinutes(2));
  }

  @Test
  void isAlive_callIsNotAnswered_isFalseAfterTheLimit() {
    CountDownLatch never = new CountDownLatch(1);
    server.fault = (path, body) -> waitFor(never);
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);

    Eventually.until("the turn is long", () -> !loop.isAlive(Duration.ofMillis(100)));

    assertThat(loop.isAlive(Duration.ofMinutes(1))).isTrue();
    loop.close();
    assertThat(ran).succeedsWithin(Duration.ofMinutes(2));
    never.countDown();
  }

  @Test
  void isAlive_heartbeatsStop_isFalseAfterTheLimit() {
    CountDownLatch never = new CountDownLatch(1);
    server.fault =
        (path, body) -> path.endsWith("/heartbeat") ? waitFor(never) : FakeAgentServer.Fault.NONE;
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty());

    // Polls end and begin again, so that this loop takes its turns.
    Eventually.until(
        "no heartbeat follows",
        () -> {
          server.cancel(new AttemptRef("job-none", 1));
          return !loop.isAlive(Duration.ofSeconds(1));
        });

    loop.close();
    assertThat(ran).succeedsWithin(Duration.ofMinutes(2));
    never.countDown();
  }

  @Test
  void run_serverForgetsWorker_registersAgain() throws Exception {
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty());

    server.forget(410);

    server.await("another registration", () -> server.registrations.size() > 1);
    assertThat(server.nameSecrets).containsOnly(directory.nameSecret());
    loop.close();
    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_anotherAgentTookTheName_throws() {
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty());

    server.forget(401);

    assertThatThrownBy(() -> ran.get(120, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(AgentException.class)
        .hasRootCauseMessage("node was registered by another agent; this one stops");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410})
  void run_proxyRefusesCallsOfTheSession_keepsTheSession(int status) throws Exception {
    CountDownLatch refusals = new CountDownLatch(3);
    server.proxied = true;
    server.fault =
        (path, body) -> {
          boolean refuses = !path.equals("/v1/workers") && refusals.getCount() > 0;
          if (refuses && path.endsWith("/poll")) {
            refusals.countDown();
          }
          return refuses ? status : FakeAgentServer.Fault.NONE;
        };

    Future<Boolean> ran = threads.pool().submit(this::runToEnd);

    server.await("a poll after the refusals", () -> !server.polls.isEmpty());
    assertThat(ran).isNotDone();
    assertThat(server.registrations).hasSize(1);
    loop.close();
    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_registrationRefused_throws() {
    server.fault = (path, body) -> 403;

    assertThatThrownBy(loop::run)
        .isInstanceOf(AgentException.class)
        .hasMessageStartingWith("the server refused to register this worker: HTTP 403");
  }

  @Test
  void run_serverFailsAtFirst_registersLater() throws Exception {
    CountDownLatch failures = new CountDownLatch(3);
    server.fault =
        (path, body) -> {
          boolean fails = failures.getCount() > 0;
          failures.countDown();
          return fails ? 503 : FakeAgentServer.Fault.NONE;
        };

    Future<Boolean> ran = threads.pool().submit(this::runToEnd);

    server.await("a poll", () -> !server.polls.isEmpty());
    loop.close();
    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_connectionOfAPollBreaks_sendsAHeartbeatAtOnce() throws Exception {
    // The JDK repeats a request by itself once.
    server.heartbeatMs = TimeUnit.HOURS.toMillis(1);
    AtomicInteger polls = new AtomicInteger();
    server.fault =
        (path, body) ->
            path.endsWith("/poll") && polls.incrementAndGet() <= 3
                ? FakeAgentServer.Fault.CUT
                : FakeAgentServer.Fault.NONE;

    Future<Boolean> ran = threads.pool().submit(this::runToEnd);

    server.await("a second heartbeat", () -> server.heartbeats.size() > 1);
    loop.close();
    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_registeredWorker_saysThatItEnds() throws Exception {
    server.heartbeatMs = TimeUnit.HOURS.toMillis(1);
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    server.await("a poll", () -> !server.polls.isEmpty() && !server.heartbeats.isEmpty());

    loop.close();

    server.await("the word", () -> server.heartbeats.stream().anyMatch(Heartbeat::ending));
    assertThat(ran.get(120, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void run_wallClockJumpsByHours_attemptAndSessionGoOn(int hours) throws Exception {
    Future<Boolean> ran = threads.pool().submit(this::runToEnd);
    AttemptRef ref =
        server.assign(
            new Assignment(
                "job-1",
                1,
                "token",
                "wait",
                JsonNodeFactory.instance.objectNode(),
                Duration.ofMinutes(30).toMillis(),
                0));
    server.await("a heartbeat with the attempt", () -> lastBeatLists(ref));

    clock.offset = Duration.ofHours(hours);
    int before = server.heartbeats.size();
    server.await("heartbeats after the jump", () -> server.heartbeats.size() > before + 3);
    assertThat(lastBeatLists(ref)).isTrue();
    release.countDown();

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.registrations).hasSize(1);
    loop.close();
    assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private boolean lastBeatLists(AttemptRef ref) {
    synchronized (server) {
      return !server.heartbeats.isEmpty()
          && server.heartbeats.get(server.heartbeats.size() - 1).running().stream()
              .anyMatch(running -> running.ref().equals(ref));
    }
  }

  private OperationResult untilReleased(Execution execution) throws InterruptedException {
    execution.started(graceMs -> release.countDown());
    release.await();
    return OperationResult.ofExitCode(0);
  }

  /** The wall clock, which a test sets. */
  private static final class JumpingClock extends TestClock {
    volatile Duration offset = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(offset);
    }
  }

  private boolean runToEnd() throws InterruptedException {
    loop.run();
    return true;
  }

  private static int waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FakeAgentServer.Fault.CUT;
  }
}
