package dev.sluice.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.output.Shipper;
import dev.sluice.agent.run.Tuning;
import dev.sluice.time.Backoff;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running agent and the server it talks to. */
@SuppressWarnings(
    "NullAway") // JUnit fills the fields; a null would fail the test that it belongs to
abstract class AgentFixture {
  static final ObjectMapper JSON = Json.mapper();

  /** As in production, but with short delays. */
  static final Tuning QUICK =
      new Tuning(
          new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
          20_000,
          new Shipper.Limits(20, 1 << 20),
          250,
          1_000);

  private static final AtomicInteger JOBS = new AtomicInteger();

  @TempDir Path workDir;
  final FakeAgentServer server = new FakeAgentServer();
  Agent agent;

  @BeforeEach
  void startAgent() {
    agent = start("node", workDir);
  }

  @AfterEach
  void stopAll() {
    agent.close();
    server.close();
  }

  Agent start(String name, Path directory) {
    var config =
        new AgentConfig(server.uri())
            .name(name)
            .cpu(2.0)
            .ramMb(1_024L)
            .maxParallel(4)
            .workDir(directory);
    return Agent.start(config, QUICK);
  }

  static Assignment exec(String command, Consumer<ObjectNode> more) {
    ObjectNode payload = JSON.createObjectNode().put("command", command);
    more.accept(payload);
    return assignment("exec", payload, 60_000, 10_000);
  }

  static Assignment exec(String command) {
    return exec(command, payload -> {});
  }

  static Assignment exec(String command, long timeoutMs, long graceMs) {
    var payload = JSON.createObjectNode().put("command", command);
    return assignment("exec", payload, timeoutMs, graceMs);
  }

  static Assignment assignment(String operation, ObjectNode payload, long timeoutMs, long graceMs) {
    String id = "job-" + JOBS.incrementAndGet();
    return new Assignment(id, 1, "lease-of-" + id, operation, payload, timeoutMs, graceMs);
  }

  /** Waits for the attempt to print {@code name=<pid>}. */
  long pid(AttemptRef ref, String name) {
    server.await(
        name + " of " + ref, () -> server.stdout(ref).matches("(?s).*" + name + "=\\d+\\n.*"));
    return Long.parseLong(server.stdout(ref).replaceAll("(?s).*" + name + "=(\\d+)\\n.*", "$1"));
  }

  static void awaitGone(long pid) {
    await("the end of process " + pid, () -> !alive(pid));
  }

  static boolean alive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException gone) {
      return false;
    }
  }

  /** Waits until a condition holds for which there is no signal. */
  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FakeAgentServer.PATIENCE_S);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        never.await(5, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
