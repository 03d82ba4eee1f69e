package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.run.AgentFixture;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.wire.WorkerRegistration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class LinkTest {
  private static final WorkerRegistration NODE =
      new WorkerRegistration("node", "host", null, null, 1, 64, Map.of(), 1, List.of());

  @TempDir Path workDir;

  @Test
  void closingBreaksOffARegistrationThatIsNotAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (FakeServer server = new FakeServer();
        Threads threads = new Threads();
        WorkerDirectory directory = WorkerDirectory.open(workDir, "node")) {
      server.fault =
          (path, body) -> {
            asked.countDown();
            return waitFor(never);
          };
      ServerClient client = new ServerClient(server.uri(), null, threads);
      Node node =
          new Node(client, threads, directory, AgentFixture.QUICK, Clock.systemUTC(), () -> 0.5);
      Link link = new Link(node, NODE, new Attempts(node, Map.of()));
      Future<Boolean> ran = threads.pool().submit(() -> ranToItsEnd(link));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

      link.close();

      assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(server.registrations).isEmpty();
      never.countDown();
    }
  }

  private static boolean ranToItsEnd(Link link) throws InterruptedException {
    link.run();
    return true;
  }

  private static int waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FakeServer.Fault.CUT;
  }
}
