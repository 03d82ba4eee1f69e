package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one store: clients and agents may call either. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServersIT {
  @TempDir Path directory;
  private Cluster cluster;
  private int leader;
  private int other;

  @BeforeEach
  void twoServers() {
    cluster = Cluster.of(2, directory).start();
    leader = cluster.leader();
    other = 1 - leader;
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void open_readerAgentAndClientOnDifferentServers_streamsAndCancels() {
    try (SluiceProcess agent = agent(other, "a")) {
      // Given a job of one server that is read on another
      Flag goOn = new Flag(directory.resolve("go-on"));
      String id =
          cluster
              .http(other)
              .submit(Http.exec("echo one; " + goOn.await() + "; echo two; sleep 600"));
      Sse onLeader = cluster.http(leader).open(id);
      Sse onOther = cluster.http(other).open(id);
      assertThat(onLeader.until("stdout").text()).isEqualTo("one\n");

      // When
      goOn.raise();
      assertThat(onLeader.until("stdout").text()).isEqualTo("two\n");
      cluster.http(leader).cancel(id);

      // Then
      for (Sse stream : List.of(onLeader, onOther)) {
        assertThat(stream.rest()).last().matches(event -> event.is("cancelled"));
      }
      assertThat(cluster.http(leader).attempts(id)).hasSize(1);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @Test
  void drain_throughTheOtherServer_isFollowedByTheLeader() {
    try (SluiceProcess agent = agent(leader, "a")) {
      Http http = cluster.http(other);
      Eventually.until("it is known", () -> http.get("/v1/workers/a").statusCode() == 200);
      Http.json(http.send(http.request("/v1/workers/a/drain").POST(BodyPublishers.noBody())), 200);
      Eventually.until(
          "the leader knows",
          () ->
              cluster
                  .http(leader)
                  .json("/v1/workers/a")
                  .path("status")
                  .asText()
                  .equals("DRAINING"));

      String id = http.submit(Http.exec("true"));
      Sse stream = cluster.http(leader).open(id);

      stream.until(event -> event.is("status") && event.data().contains("draining"));
      Http.json(
          http.send(http.request("/v1/workers/a/undrain").POST(BodyPublishers.noBody())), 200);
      assertThat(stream.rest()).last().matches(event -> event.is("done"));
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void stop_theLeader_theOtherLeadsAndLosesNothing(Stopping how) {
    try (SluiceProcess agent = agent(other, "a")) {
      // Given a running job, and one that waits
      Flag goOn = new Flag(directory.resolve("go-on"));
      Http http = cluster.http(other);
      String running = http.submit(Http.exec("echo before; " + goOn.await() + "; echo after"));
      Sse stream = http.open(running);
      stream.until("stdout");

      // When
      how.stop(cluster.server(leader).process());

      // Then
      String next = http.submit(Http.exec("echo next"));
      assertThat(Sse.text(http.open(next).rest(), "stdout")).isEqualTo("next\n");
      assertThat(cluster.leader()).isEqualTo(other);
      goOn.raise();
      List<Event> rest = stream.rest();
      assertThat(Sse.text(rest, "stdout")).isEqualTo("after\n");
      assertThat(rest).last().matches(event -> event.is("done"));
      assertThat(http.attempts(running)).hasSize(1);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @Test
  void output_callsOfOneAgentSpreadOverBothServers_isWhole() throws Exception {
    try (RoundRobin balancer = RoundRobin.to(cluster.server(0).uri(), cluster.server(1).uri());
        SluiceProcess agent = agentOf(balancer, "a")) {
      Eventually.until(
          "it is known", () -> cluster.http(0).get("/v1/workers/a").statusCode() == 200);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ids.add(cluster.http(i % 2).submit(Http.exec("seq 1 2000; sleep 0.2; seq 2001 3000")));
      }

      List<Sse> streams = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        streams.add(cluster.http((i + 1) % 2).open(ids.get(i)));
      }

      String whole = lines(3_000);
      for (Sse stream : streams) {
        List<Event> events = stream.rest();
        assertThat(events).last().matches(event -> event.is("done"));
        assertThat(Sse.text(events, "stdout")).isEqualTo(whole);
      }
      for (String id : ids) {
        assertThat(cluster.http(0).attempts(id)).hasSize(1);
        assertThat(new String(cluster.http(1).output(id, ""))).isEqualTo(whole);
      }
      assertThat(balancer.isBalanced()).isTrue();
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private static String lines(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }

  private SluiceProcess agent(int server, String name) {
    return Agents.start(cluster.server(server), directory, name);
  }

  private SluiceProcess agentOf(RoundRobin balancer, String name) {
    return SluiceProcess.start(
        directory.resolve(name + ".log"),
        Map.of(),
        List.of(
            "agent",
            "--server",
            balancer.uri().toString(),
            "--name",
            name,
            "--work-dir",
            directory.resolve("work").toString()));
  }
}
