package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.StartFinder.Start;
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

class StartFinderTest {
  private final FakeLog log = new FakeLog();
  private final StartFinder starts = new StartFinder(log);
  private final Job running = aJob().runningOn("w").build();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100})
  void last_logOfAnyLength_takesAHandfulOfLookUps(int chunks) {
    for (int seq = 0; seq < chunks; seq++) {
      log.store("job-1", chunk(1, seq, out("x")));
    }

    LogChunk last = log.last("job-1", 1).await().indefinitely();

    assertThat(last == null ? -1 : last.seq()).isEqualTo(chunks - 1);
    assertThat(log.lookups).isLessThanOrEqualTo(15);
  }

  @Property(tries = 1_000)
  void lastLines_anyLog_showsWhatTailShows(
      @ForAll long seed, @ForAll @IntRange(max = 9) int lines) {
    Random random = new Random(seed);
    FakeLog filled = new FakeLog();
    StringBuilder all = new StringBuilder();
    int chunks = random.nextInt(6);
    for (int seq = 0; seq < chunks; seq++) {
      filled.store("job-1", chunk(1, seq, randomFrames(random, all)));
    }

    Start start =
        new StartFinder(filled)
            .lastLines(running, 1, lines, LastLines.OF_BOTH)
            .await()
            .indefinitely();

    assertThat(shown(filled, start)).isEqualTo(naive(all.toString(), lines));
  }

  @Test
  void lastLines_longLogWithoutLineEnds_startsAtItsStartAndKeepsLittle() {
    String text = "x".repeat(StartFinder.KEPT_BYTES / 4);
    for (int seq = 0; seq < 40; seq++) {
      log.store("job-1", chunk(1, seq, out(text)));
    }

    Start start = starts.lastLines(running, 1, 1, LastLines.OF_BOTH).await().indefinitely();

    assertThat(start.position()).isEqualTo(Cursor.startOf(1));
    assertThat(start.chunks()).extracting(LogChunk::seq).containsExactly(0L, 1L, 2L);
  }

  @Test
  void end_runningAttempt_isAfterTheLastStoredChunk() {
    log.store("job-1", chunk(1, 0, out("x")));

    Start start = starts.end(running, 1).await().indefinitely();

    assertThat(start.position()).isEqualTo(new Cursor(1, 1, 0));
  }

  @Test
  void end_jobWithoutAttempt_isTheStart() {
    Start start = starts.end(aJob().queued().build(), 0).await().indefinitely();

    assertThat(start).isEqualTo(Start.OF_JOB);
  }

  @Test
  void after_storedChunk_isThePlaceAfterIt() {
    log.store("job-1", chunk(1, 0, out("x")));

    assertThat(after("1.0", running).position()).isEqualTo(new Cursor(1, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.1.0", "2.0", "7.7"})
  void after_placeThatTheOutputHasNotReached_isRefused(String cursor) {
    log.store("job-1", chunk(1, 0, out("x")));

    assertThatThrownBy(() -> after(cursor, running))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("cursor_out_of_range: after");
  }

  @Test
  void after_expiredChunkOfAFinishedJob_isAccepted() {
    Job over = aJob().runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 9).build();

    assertThat(after("1.3", over).position()).isEqualTo(new Cursor(1, 4, 0));
  }

  @Test
  void after_endOfTheLastAttemptOfAJobQueuedAgain_isAccepted() {
    Job again = aJob().tried(EndReason.FAILED, 9).queued().build();

    assertThat(after("1.9", again).position()).isEqualTo(new Cursor(1, 10, 0));
    assertThatThrownBy(() -> after("1.10", again)).hasMessageStartingWith("cursor_out_of_range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "100001", "x", ""})
  void lines_notFrom0To100000_isRefused(String text) {
    assertThatThrownBy(() -> StartFinder.lines(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("out_of_range: tail");
  }

  private Start after(String cursor, Job job) {
    return starts.after(Cursor.after(cursor, "after"), "after", job).await().indefinitely();
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

  private static String shown(FakeLog log, Start start) {
    StringBuilder text = new StringBuilder();
    List<LogChunk> chunks = new ArrayList<>(start.chunks());
    long next = start.position().seq() + chunks.size();
    chunks.addAll(log.window("job-1", 1, next, 100));
    for (LogChunk chunk : chunks) {
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
