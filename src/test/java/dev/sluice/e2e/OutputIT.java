package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Output of every kind, and the limits of time and size. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputIT {
  private static final int MAX_BYTES = 12_000_000;

  @TempDir static Path directory;
  private static Server server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = Server.in(directory).set("sluice.output.max-bytes", String.valueOf(MAX_BYTES)).start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void timeout_longJob_isKilled() {
    String id =
        http.submit(
            Http.exec("echo begun; sleep 1000").put("timeout_ms", 300).put("max_retries", 0));

    List<Event> events = http.open(id).rest();

    assertThat(Sse.names(events)).endsWith("stdout", "result", "failed");
    assertThat(events.get(events.size() - 1).json().path("reason").asText()).isEqualTo("TIMEOUT");
    String raw = new String(http.get("/v1/jobs/" + id + "/stream").body());
    assertThat(raw).contains("data: [ERROR] Timeout after ");
  }

  @Test
  void output_invalidUtf8_isReturnedByteForByte() {
    String print = "printf '\\377\\000\\303\\050 \\360\\237\\230\\200 \\r\\n\\302'";
    String id = http.submit(Http.exec(print));

    List<Event> events = http.open(id).rest();

    byte[] wanted = Command.run(List.of("sh", "-c", print), directory).stdout();
    assertThat(http.output(id, "")).isEqualTo(wanted);
    assertThat(Sse.text(events, "stdout")).contains("\uD83D\uDE00").contains("\uFFFD(");
  }

  @Test
  void output_beyondTheLimit_isTruncatedWithAGap() {
    String id = http.submit(Http.exec("yes 0123456789 | head -c 20000000; echo kept >&2; exit 0"));

    List<Event> events = http.open(id).rest();

    assertThat(events).last().matches(event -> event.is("done"));
    List<Event> gaps = events.stream().filter(event -> event.is("gap")).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).json().path("reason").asText()).isEqualTo("TRUNCATED");
    byte[] kept = http.output(id, "");
    assertThat(kept.length)
        .as("the limit counts a header for each piece of up to half a megabyte")
        .isBetween(MAX_BYTES - MAX_BYTES / 100, MAX_BYTES);
    assertThat(Sse.text(events, "stdout")).hasSize(kept.length);
    JsonNode job = http.job(id);
    assertThat(job.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(job.path("output").path("truncated").asBoolean()).isTrue();
  }

  @Test
  void output_tenMegabytesWithoutLineEnd_arrives() {
    String id = http.submit(Http.exec("head -c 10000000 /dev/zero | tr '\\0' x"));

    List<Event> events = http.open(id).rest();

    assertThat(Sse.text(events, "stdout")).hasSize(10_000_000).matches("x+");
    String raw = new String(http.get("/v1/jobs/" + id + "/stream").body());
    String joined =
        raw.lines()
            .filter(line -> line.startsWith("data: x"))
            .map(line -> line.substring(6))
            .reduce("", String::concat);
    assertThat(joined).hasSize(10_000_000);
    assertThat(raw).endsWith("data: [DONE]\n\n");
  }
}
