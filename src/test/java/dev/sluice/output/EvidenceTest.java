package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private final FakeLog log = new FakeLog();
  private final Job job = aJob().runningOn("w").build();
  private int next;

  @Test
  void of_bothStreams_isTheirTextInOrder() {
    print(out("a\nb"), err("c\n"));
    print(frame(OutputChannel.PROGRESS, "{}"), out("d\n"));

    assertThat(words()).isEqualTo("a\nbc\nd");
  }

  @Test
  void of_manyLines_isTheLastTwenty() {
    for (int i = 1; i <= 30; i++) {
      print(out(i + "\n"));
    }

    assertThat(words())
        .isEqualTo(
            IntStream.rangeClosed(11, 30).mapToObj(Integer::toString).collect(joiningLines()));
  }

  @Test
  void of_moreThanTheLimit_isCutAtALineEnd() {
    String line = "x".repeat(1_000) + "\n";
    print(out(line.repeat(6)));

    assertThat(words().lines()).hasSize(4).allMatch(kept -> kept.length() == 1_000);
  }

  @Test
  void of_oneEndlessLine_isItsLastWholeCharacters() {
    print(out("ä".repeat(100_000) + "!"));

    String words = words();

    assertThat(words).matches("ä+!");
    assertThat(words.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(Evidence.MAX_BYTES - 2, Evidence.MAX_BYTES);
  }

  @Test
  void of_noOutput_isEmpty() {
    assertThat(words()).isEmpty();
    assertThat(new Evidence(log).of(aJob().build()).await().indefinitely()).isEmpty();
  }

  @Test
  void of_retriedJob_isOfTheLastAttempt() {
    log.store(job.id, chunk(2, 0, out("another")));

    assertThat(words()).isEmpty();
  }

  @Test
  void of_manyChunksWithoutText_stopsTheSearch() {
    print(out("long ago\n"));
    for (int i = 0; i < 1_000; i++) {
      print(frame(OutputChannel.PROGRESS, "{}"));
    }

    assertThat(words()).isEmpty();
    assertThat(log.lookups).isLessThan(100);
  }

  private void print(OutputFrame... frames) {
    log.store(job.id, chunk(1, next++, frames));
  }

  private String words() {
    return new Evidence(log).of(job).await().indefinitely();
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joiningLines() {
    return Collectors.joining("\n");
  }
}
