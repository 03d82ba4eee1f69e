package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wall clocks of a server and of an agent jump while a job runs; the monotonic ones do not. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockJumpIT {
  /** More than silence of a worker may last ({@code Server}: 5 s), in lines of half a second. */
  private static final int LINES_AFTER_A_JUMP = 14;

  private static final Duration MOST_OF_AN_HOUR = Duration.ofMinutes(50);

  @TempDir Path directory;

  /** The wall clock of one process. */
  private record FakedClock(Path offset, Path library) {
    /**
     * With the fix, which the library applies by itself, threads that wait spin: a start takes
     * minutes.
     */
    Map<String, String> variables() {
      return Map.of(
          "LD_PRELOAD", library.toString(),
          "FAKETIME_TIMESTAMP_FILE", offset.toString(),
          "FAKETIME_DONT_FAKE_MONOTONIC", "1",
          "FAKETIME_FORCE_MONOTONIC_FIX", "0",
          "FAKETIME_CACHE_DURATION", "1",
          "NO_FAKE_STAT", "1");
    }

    /** By so much it is ahead of the real clock from now on. */
    void ahead(String by) throws IOException {
      Path next = offset.resolveSibling(offset.getFileName() + ".next");
      Files.writeString(next, by + "\n");
      Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Test
  void jumps_ofAnHour_endNoAttemptAndLoseNoOutput() throws IOException {
    FakedClock ofServer = clock("server");
    FakedClock ofAgent = clock("agent");
    Server server = Server.in(directory).with("--no-worker");
    ofServer.variables().forEach(server::variable);
    try (server;
        SluiceProcess agent =
            Agents.launch(server.start(), directory, "agent", ofAgent.variables())) {
      Http http = server.http();
      Path done = directory.resolve("done");
      String id =
          http.submit(
              Http.exec(
                  "unset LD_PRELOAD; i=0; while [ ! -e %s ]; do i=$((i+1)); echo $i; sleep 0.5; done; echo end"
                      .formatted(done)));
      try (Sse stream = http.open(id)) {
        Instant before = at(stream.until("stdout"));
        for (String by : List.of("+3600", "+0", "-3600", "+0")) {
          ofServer.ahead(by);
          lines(stream);
          ofAgent.ahead(by);
          lines(stream);
          if (by.equals("+3600")) {
            assertThat(at(stream.until("stdout"))).isAfter(before.plus(MOST_OF_AN_HOUR));
            assertThat(created(http)).isAfter(before.plus(MOST_OF_AN_HOUR));
          }
        }
      }
      Files.createFile(done);
      http.awaitStatus(id, "COMPLETED");

      assertThat(http.attempts(id)).hasSize(1);
      assertThat(http.job(id).path("attempt").asInt()).isEqualTo(1);
      List<String> printed = new String(http.output(id, "")).lines().toList();
      assertThat(printed)
          .containsExactlyElementsOf(
              Stream.concat(
                      IntStream.range(1, printed.size()).mapToObj(String::valueOf),
                      Stream.of("end"))
                  .collect(Collectors.toList()));
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private FakedClock clock(String name) throws IOException {
    FakedClock clock = new FakedClock(directory.resolve(name + ".offset"), library());
    clock.ahead("+0");
    return clock;
  }

  private static Path library() throws IOException {
    try (Stream<Path> found = Files.find(Path.of("/usr/lib"), 3, (path, file) -> isLibrary(path))) {
      List<Path> libraries = found.toList();
      assumeTrue(
          !libraries.isEmpty(), "libfaketime is not installed (Debian: apt-get install faketime)");
      return libraries.get(0);
    }
  }

  private static boolean isLibrary(Path path) {
    return path.getFileName().toString().equals("libfaketimeMT.so.1");
  }

  private static void lines(Sse stream) {
    for (int line = 0; line < LINES_AFTER_A_JUMP; line++) {
      stream.until("stdout");
    }
  }

  /** By the clock of the agent. */
  private static Instant at(Event output) {
    return Instant.parse(output.json().path("at").asText());
  }

  /** By the clock of the server. */
  private static Instant created(Http http) {
    JsonNode job = http.job(http.submit(Http.exec("true")));
    return Instant.parse(job.path("created_at").asText());
  }
}
