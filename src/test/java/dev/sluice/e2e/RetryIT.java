package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a reader sees of a job that is tried again. */
@Timeout(120)
class RetryIT {
  @TempDir Path directory;

  @Test
  void stream_attemptFailsOnce_tellsWhenTheNextComesAndShowsIt() {
    Path mark = directory.resolve("mark");
    String command = "test -e %s && echo healed || { touch %s; exit 3; }".formatted(mark, mark);
    // The sweep asks for assignments, too; here the time of the retry alone must do it.
    try (Server server = Server.in(directory).set("sluice.schedule.sweep", "1h").start()) {
      String id =
          server.http().submit(Http.exec(command).put("retry_on_exit", true).put("max_retries", 1));

      List<Event> events = server.http().open(id).rest();

      assertThat(Sse.names(events)).contains("attempt", "result").endsWith("done");
      assertThat(Sse.text(events, "stdout")).isEqualTo("healed\n");
      assertThat(events)
          .filteredOn(event -> event.name().equals("status"))
          .extracting(Event::json)
          .anySatisfy(RetryIT::waitsToBeRetried);
      JsonNode attempts = server.http().attempts(id);
      assertThat(attempts.findValuesAsText("exit_code")).containsExactly("3", "0");
    }
  }

  private static void waitsToBeRetried(JsonNode status) {
    assertThat(status.path("status").asText()).isEqualTo("QUEUED");
    assertThat(status.path("retry_at").asText()).matches("\\d{4}-.*Z");
    assertThat(status.path("waiting_on").path("retry").asInt()).isEqualTo(1);
  }
}
