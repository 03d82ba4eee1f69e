package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops the server by SIGTERM and by SIGKILL at critical moments. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartIT {
  private static final int ACKNOWLEDGED = 100;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void stop_betweenSubmitAndOpen_keepsTheJob(Stopping how) {
    try (Server server = Server.in(directory).start()) {
      Http http = server.http();
      String id = http.submit(Http.exec("echo still here"));

      how.stop(server.process());
      server.restart();

      assertThat(http.status(id)).isEqualTo("SUBMITTED");
      List<Event> events = http.open(id).rest();
      assertThat(Sse.text(events, "stdout")).isEqualTo("still here\n");
      // An attempt may have been assigned to the previous incarnation of the worker, which never
      // fetched it.
      assertThat(http.attempts(id))
          .filteredOn(attempt -> !attempt.path("reason").asText().equals("NOT_FETCHED"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stop_underSubmissions_keepsAcknowledgedJobs(Stopping how) throws InterruptedException {
    try (Server server = Server.in(directory).start()) {
      // Given clients that submit without a pause
      Http http = server.http();
      Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
      List<Thread> clients =
          IntStream.range(0, 4).mapToObj(i -> client(http, acknowledged)).toList();
      Eventually.until("enough were submitted", () -> acknowledged.size() >= ACKNOWLEDGED);

      // When
      how.stop(server.process());
      for (Thread client : clients) {
        client.join();
      }
      server.restart();

      // Then
      for (String id : acknowledged) {
        http.start(id);
      }
      Eventually.until(
          "all acknowledged jobs are completed",
          () ->
              http.json("/v1/stats").path("jobs").path("COMPLETED").asInt() >= acknowledged.size());
      assertThat(acknowledged.stream().map(http::status).collect(Collectors.toSet()))
          .containsExactly("COMPLETED");
      // Counts may be off for a second after the last change.
      Eventually.until(
          "no worker holds a job", () -> held(http.json("/v1/stats").path("jobs")) == 0);
    }
  }

  private static int held(JsonNode jobs) {
    return jobs.path("RUNNING").asInt() + jobs.path("ASSIGNED").asInt();
  }

  @ParameterizedTest
  @EnumSource
  void stop_builtInWorkerWithAJob_retriesIt(Stopping how) {
    try (Server server = Server.in(directory).start()) {
      // Given
      Http http = server.http();
      Flag goOn = new Flag(directory.resolve("go-on"));
      String id = http.submit(Http.exec("echo pid $$; " + goOn.await() + "; echo finished"));
      Sse before = http.open(id);
      Event first = before.until("stdout");
      String pid = first.text().trim().split(" ")[1];

      // When
      how.stop(server.process());
      server.restart();

      // Then
      Eventually.until("the old process is gone", () -> !Files.exists(Path.of("/proc", pid)));
      Sse resumed = http.open(id, "", "Last-Event-ID", first.id());
      assertThat(resumed.until("attempt").json().path("attempt").asInt()).isEqualTo(2);
      goOn.raise();
      List<Event> rest = resumed.rest();
      assertThat(Sse.text(rest, "stdout")).endsWith("finished\n");
      assertThat(rest).last().matches(event -> event.is("done"));
      assertThat(new String(http.output(id, "?attempt=1"))).isEqualTo("pid " + pid + "\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void stop_agentWithAJob_losesNoOutput(Stopping how) {
    try (Server server =
            Server.in(directory)
                .with("--no-worker")
                .set("sluice.workers.offline-after", "20s")
                .start();
        SluiceProcess agent = Agents.start(server, directory, "agent")) {
      // Given a job that prints continuously
      Http http = server.http();
      Flag enough = new Flag(directory.resolve("enough"));
      String id =
          http.submit(
              Http.exec(
                  "i=0; until [ -e '"
                      + enough.file()
                      + "' ] && [ $i -ge 100 ]; do i=$((i+1));"
                      + " echo $i; sleep 0.02; done; echo end"));
      Sse before = http.open(id);
      List<Event> seen = new ArrayList<>(List.of(before.until("stdout"), before.until("stdout")));

      // When
      how.stop(server.process());
      server.restart();
      enough.raise();

      // Then
      String cursor = seen.get(1).id();
      List<Event> rest = http.open(id, "", "Last-Event-ID", cursor).rest();
      assertThat(rest).last().matches(event -> event.is("done"));
      assertThat(http.attempts(id)).hasSize(1);
      seen.addAll(rest);
      List<String> lines = Sse.text(seen, "stdout").lines().toList();
      List<String> wanted =
          IntStream.rangeClosed(1, lines.size() - 1)
              .mapToObj(String::valueOf)
              .collect(Collectors.toCollection(ArrayList::new));
      wanted.add("end");
      assertThat(lines).isEqualTo(wanted);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private static Thread client(Http http, Queue<String> acknowledged) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; ; i++) {
                  acknowledged.add(http.submit(Http.exec("true").put("start", i % 2 == 0)));
                }
              } catch (RuntimeException | AssertionError stopped) {
                // the server has stopped or is stopping
              }
            });
    thread.start();
    return thread;
  }
}
