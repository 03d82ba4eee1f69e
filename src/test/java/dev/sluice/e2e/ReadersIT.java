package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every reader receives all output, however it reads. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadersIT {
  private static final int OPENERS = 1_000;
  private static final int RESUMES = 20;

  @TempDir static Path directory;
  private static Server server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = Server.in(directory).start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void open_thousandReaders_oneStartAndSameOutput() throws IOException {
    // Given
    Path effects = directory.resolve("effects");
    String id = http.submit(Http.exec("echo ran >> '" + effects + "'; seq 500; echo oops >&2"));
    HttpRequest open = http.request("/v1/jobs/" + id + "/stream?format=raw").build();

    // When
    List<CompletableFuture<HttpResponse<String>>> opened =
        IntStream.range(0, OPENERS)
            .mapToObj(i -> Http.CLIENT.sendAsync(open, BodyHandlers.ofString()))
            .toList();
    List<List<String>> seen =
        opened.stream()
            .map(answer -> answer.join().body().lines().filter(l -> l.startsWith("data:")).toList())
            .toList();

    // Then
    assertThat(seen.get(0)).hasSize(502).last().isEqualTo("data: [DONE]");
    assertThat(seen).allMatch(lines -> lines.equals(seen.get(0)));
    assertThat(effects).hasContent("ran");
    assertThat(http.attempts(id)).hasSize(1);
  }

  @Test
  void read_resumingAndLateReaders_receiveAllOutput() throws IOException {
    // Given a job that waits halfway until another reader has joined
    Flag joined = new Flag(directory.resolve("joined"));
    String script = script(joined);
    String id = http.submit(Http.exec(script));

    // When
    CompletableFuture<List<Event>> whole = async(() -> readToTheEnd(http.open(id)));
    CompletableFuture<Resumed> resuming = async(() -> readWithResumes(id));
    Eventually.until(
        "it waits halfway",
        () -> new String(http.output(id, "?tail=1&stream=stdout")).equals("line 100000\n"));
    Sse late = http.open(id, "?from=earliest");
    joined.raise();
    List<Event> lateEvents = late.rest();

    // Then
    Command alone = Command.run(List.of("sh", "-c", script), directory);
    assertThat(alone.out().lines()).hasSize(200_000);
    assertSame(whole.join(), alone);
    assertSame(lateEvents, alone);
    Resumed resumed = resuming.join();
    assertSame(resumed.events(), alone);
    assertThat(resumed.insideChunks()).as("cursors inside a chunk").isPositive();

    assertOutputIs(alone, id);
  }

  private static void assertOutputIs(Command alone, String id) throws IOException {
    assertThat(http.output(id, "?stream=stdout")).isEqualTo(alone.stdout());
    assertThat(http.output(id, "?stream=stderr")).isEqualTo(alone.stderr());
    assertThat(http.output(id, "")).hasSize(alone.stdout().length + alone.stderr().length);
    assertThat(new String(http.output(id, "?stream=stdout&tail=3"), StandardCharsets.UTF_8))
        .endsWith("line 199999\nline 200000\n");
    List<String> cursors = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    for (JsonNode line : ndjson(id, "")) {
      cursors.add(line.path("cursor").asText());
      out.append(line.path("stream").asText().equals("stdout") ? line.path("text").asText() : "");
    }
    assertThat(out.toString()).isEqualTo(alone.out());

    int middle = cursors.size() / 2;
    List<String> after =
        ndjson(id, "?after=" + cursors.get(middle)).stream()
            .map(line -> line.path("cursor").asText())
            .toList();
    assertThat(after).isEqualTo(cursors.subList(middle + 1, cursors.size()));
  }

  private static List<JsonNode> ndjson(String id, String query) throws IOException {
    HttpResponse<byte[]> answer =
        http.send(
            http.request("/v1/jobs/" + id + "/output" + query)
                .header("Accept", "application/x-ndjson"));
    assertThat(answer.statusCode()).isEqualTo(200);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : new String(answer.body(), StandardCharsets.UTF_8).lines().toList()) {
      lines.add(Http.JSON.readTree(line));
    }
    return lines;
  }

  private static void assertSame(List<Event> events, Command alone) {
    assertThat(Sse.text(events, "stdout")).isEqualTo(alone.out());
    assertThat(Sse.text(events, "stderr")).isEqualTo(alone.err());
    assertThat(Sse.names(events)).doesNotContain("gap").endsWith("result", "done");
  }

  private static List<Event> readToTheEnd(Sse stream) {
    return stream.rest();
  }

  private record Resumed(List<Event> events, int insideChunks) {}

  /** Disconnects twenty times, if possible after an event that is not the last of its chunk. */
  private static Resumed readWithResumes(String id) {
    List<Event> events = new ArrayList<>();
    int inside = 0;
    String cursor = null;
    for (int resume = 0; resume <= RESUMES; resume++) {
      Sse stream = cursor == null ? http.open(id) : http.open(id, "", "Last-Event-ID", cursor);
      int fresh = 0;
      for (Event event = stream.next(); event != null; event = stream.next()) {
        if (!event.id().isEmpty()) {
          cursor = event.id();
        }
        if (event.isOutput() || event.is("gap") || event.is("result") || event.isLast()) {
          events.add(event);
          fresh += event.isOutput() ? 1 : 0;
        }
        boolean within = event.id().split("\\.").length == 3;
        if (resume < RESUMES && (fresh >= 6 || (fresh >= 2 && within))) {
          inside += within ? 1 : 0;
          break;
        }
      }
      stream.close();
    }
    return new Resumed(events, inside);
  }

  private static String script(Flag halfway) {
    String half =
        "awk 'BEGIN { for (i = %d; i <= %d; i++) { print \"line \" i;"
            + " if (i %% 1000 == 0) { fflush(); print \"err \" i > \"/dev/stderr\" } } }'";
    return String.format(half, 1, 100_000)
        + "; "
        + halfway.await()
        + "; "
        + String.format(half, 100_001, 200_000);
  }

  private static <T> CompletableFuture<T> async(java.util.function.Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
