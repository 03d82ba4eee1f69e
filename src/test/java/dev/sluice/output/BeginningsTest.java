package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.output.stream.StreamRequest;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeginningsTest {
  private final FakeLog log = new FakeLog();
  private final Beginnings beginnings = new Beginnings(log);
  private final Job running = aJob().runningOn("w").build();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100})
  void theLastChunkIsFoundInAHandfulOfLookUps(int chunks) {
    for (int seq = 0; seq < chunks; seq++) {
      log.store("job-1", chunk(1, seq, out("x")));
    }

    long last = log.last("job-1", 1).await().indefinitely().map(Chunk::seq).orElse(-1L);

    assertThat(last).isEqualTo(chunks - 1);
    assertThat(log.lookups).isLessThanOrEqualTo(15);
  }

  @Property(tries = 1_000)
  void tailShowsWhatANaiveReaderWouldShow(@ForAll long seed, @ForAll @IntRange(max = 9) int lines) {
    Random random = new Random(seed);
    FakeLog filled = new FakeLog();
    StringBuilder all = new StringBuilder();
    int chunks = random.nextInt(6);
    for (int seq = 0; seq < chunks; seq++) {
      filled.store("job-1", chunk(1, seq, randomFrames(random, all)));
    }

    Beginning beginning =
        new Beginnings(filled)
            .linesFromEnd(running, 1, lines, LastLines.OF_BOTH)
            .await()
            .indefinitely();

    assertThat(shown(filled, beginning)).isEqualTo(naive(all.toString(), lines));
  }

  @Test
  void latestIsBehindAllThatIsStored() {
    log.store("job-1", chunk(1, 0, out("x")));

    Beginning beginning = begin(request(null, true));

    assertThat(beginning.position()).isEqualTo(new Cursor(1, 1, 0));
  }

  @Test
  void withoutAWishItIsTheVeryStart() {
    assertThat(begin(request(null, false)).position()).isEqualTo(Cursor.START);
  }

  @Test
  void aCursorOfOursIsWhereItGoesOn() {
    log.store("job-1", chunk(1, 0, out("x")));

    assertThat(begin(request("1.0", false)).position()).isEqualTo(new Cursor(1, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.1.0", "2.0", "7.7"})
  void aPlaceThatTheOutputHasNotReachedIsRefusedByTheNameOfItsParameter(String cursor) {
    log.store("job-1", chunk(1, 0, out("x")));

    assertThatThrownBy(() -> begin(request(cursor, false)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("cursor_out_of_range: after");
  }

  @Test
  void aCursorWhoseChunkHasExpiredIsGoodForAFinishedJob() {
    Job over = aJob().runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 9).build();

    Beginning beginning = beginnings.of(request("1.3", false), over).await().indefinitely();

    assertThat(beginning.position()).isEqualTo(new Cursor(1, 4, 0));
  }

  @Test
  void theEndOfTheLastAttemptIsGoodForAJobThatIsQueuedOnceMore() {
    Job again = aJob().tried(Outcome.FAILED, "FAILED", 9).queued().build();

    Beginning beginning = beginnings.of(request("1.9", false), again).await().indefinitely();

    assertThat(beginning.position()).isEqualTo(new Cursor(1, 10, 0));
    assertThatThrownBy(() -> beginnings.of(request("1.10", false), again).await().indefinitely())
        .hasMessageStartingWith("cursor_out_of_range");
  }

  private Beginning begin(StreamRequest request) {
    return beginnings.of(request, running).await().indefinitely();
  }

  private static StreamRequest request(
      @org.jspecify.annotations.Nullable String cursor, boolean latest) {
    Cursor after = cursor == null ? null : Cursor.after(cursor, "after");
    return new StreamRequest("job-1", true, false, cursor, "after", after, latest, null);
  }

  private static List<OutputFrame> randomFrames(Random random, StringBuilder all) {
    String[] pieces = {"a", "b\n", "\n", "cd", "", "e\nf", "\n\n"};
    List<OutputFrame> frames = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String text = pieces[random.nextInt(pieces.length)];
      int kind = random.nextInt(4);
      if (kind == 0) {
        frames.add(Chunks.frame(OutputChannel.PROGRESS, "{\n}"));
        continue;
      }
      frames.add(kind == 1 ? Chunks.err(text) : out(text));
      all.append(text);
    }
    return frames;
  }

  private static String shown(FakeLog log, Beginning beginning) {
    StringBuilder text = new StringBuilder();
    List<Chunk> chunks = new ArrayList<>(beginning.chunks());
    long next = beginning.position().seq() + chunks.size();
    chunks.addAll(log.window("job-1", 1, next, 100));
    for (Chunk chunk : chunks) {
      chunk.frames().stream()
          .filter(
              frame ->
                  frame.channel() == OutputChannel.STDOUT
                      || frame.channel() == OutputChannel.STDERR)
          .forEach(frame -> text.append(Chunks.text(frame)));
    }
    return text.toString();
  }

  /** As {@code tail -n}: both streams as one text. */
  private static String naive(String text, int lines) {
    int at = text.endsWith("\n") ? text.length() - 1 : text.length();
    for (int left = lines; left > 0 && at >= 0; left--) {
      at = text.lastIndexOf('\n', at - 1);
      if (at < 0) {
        return text;
      }
    }
    return lines == 0 ? "" : text.substring(at + 1);
  }
}
