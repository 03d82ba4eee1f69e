package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader that stops reading delays no job, costs the server no memory and loses no output. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderIT {
  /** How long the reader reads nothing. */
  private static final Duration PAUSE =
      Duration.ofSeconds(Integer.getInteger("sluice.e2e.pause", 30));

  private static final int LINES = 1_000_000;

  /** All lines with their line ends are 100 MB. */
  private static final String LINE = "x".repeat(99);

  /** Too small for a server that would buffer the unread 100 MB. */
  private static final int HEAP_MB = 160;

  @TempDir Path directory;

  @Test
  void pause_reader_jobGoesOnAndReaderReceivesAll() throws IOException {
    try (Server server =
        Server.in(directory)
            .heapMb(HEAP_MB)
            .set("sluice.output.max-bytes", "200000000")
            .set("sluice.output.recent-bytes", "8388608")
            .start()) {
      // Given a reader that has stopped reading
      Http http = server.http();
      ObjectNode job = Http.exec("yes " + LINE + " | head -n " + LINES);
      String id = http.submit(job);
      Sse stream = http.open(id);
      Event first = stream.until(Event::isOutput);
      long pausedAt = System.nanoTime();

      // When
      http.awaitStatus(id, "COMPLETED");
      long ranMs = (System.nanoTime() - pausedAt) / 1_000_000;
      while (System.nanoTime() - pausedAt < PAUSE.toNanos()) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }

      // Then
      long bytes = first.text().getBytes(StandardCharsets.UTF_8).length;
      StringBuilder unfinished = new StringBuilder(first.text());
      Event event = stream.next();
      for (; event != null && !event.isLast(); event = stream.next()) {
        if (event.isOutput()) {
          bytes += event.text().length();
          unfinished.append(event.text());
          dropWholeLines(unfinished);
        }
        assertThat(event.name()).isNotEqualTo("gap");
      }
      assertThat(event).isNotNull().matches(last -> last.is("done"));
      assertThat(bytes).isEqualTo((long) LINES * (LINE.length() + 1));
      assertThat(unfinished).isEmpty();
      System.out.printf(
          "100 MB: job took %d ms with a reader that reads nothing; server's peak memory %d MiB"
              + " with a heap of %d%n",
          ranMs, server.process().peakMemoryMb(), HEAP_MB);
    }
  }

  private static void dropWholeLines(StringBuilder text) {
    int start = 0;
    for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      assertThat(text.substring(start, end)).isEqualTo(LINE);
      start = end + 1;
    }
    text.delete(0, start);
  }
}
