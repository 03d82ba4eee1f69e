package dev.sluice.output.download;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.Chunks;
import dev.sluice.output.Cursor;
import dev.sluice.output.FakeLog;
import dev.sluice.output.StartFinder.Start;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutputRangeTest {
  private final FakeLog log = new FakeLog();
  private final Job job = aJob().tried(EndReason.WORKER_LOST, 20).runningOn("w").build();

  @Test
  void chunks_wholeAttempt_areInOrder() {
    store(2, 20);

    assertThat(read(Start.at(Cursor.startOf(2)), new Cursor(2, 20, 0)))
        .containsExactlyElementsOf(names(2, 0, 20));
  }

  @Test
  void chunks_storedAfterTheEnd_areNotPart() {
    store(2, 20);

    assertThat(read(Start.at(Cursor.startOf(2)), new Cursor(2, 11, 0)))
        .containsExactlyElementsOf(names(2, 0, 11));
  }

  @Test
  void chunks_twoAttempts_areOneAfterTheOther() {
    store(1, 20);
    store(2, 3);

    assertThat(read(Start.at(Cursor.startOf(1)), new Cursor(2, 2, 0)))
        .startsWith("1.0")
        .contains("1.19")
        .endsWith("1.19", "2.0", "2.1")
        .hasSize(22);
  }

  @Test
  void chunks_storedAfterAnAttemptEnded_areNotPart() {
    store(1, 21);
    store(2, 1);

    assertThat(read(Start.at(new Cursor(1, 18, 0)), new Cursor(2, 1, 0)))
        .containsExactly("1.18", "1.19", "2.0");
  }

  @Test
  void chunks_startWithinAnEarlierAttempt_areItsRestAndTheNext() {
    store(1, 20);
    store(2, 1);

    assertThat(read(Start.at(new Cursor(1, 18, 0)), new Cursor(2, 1, 0)))
        .containsExactly("1.18", "1.19", "2.0");
  }

  @Test
  void chunks_startWithChunks_areNotReadAgain() {
    store(2, 5);
    Start tail =
        new Start(new Cursor(2, 1, 0), List.of(chunk(2, 1, out("cut")), chunk(2, 2, out("2.2"))));

    assertThat(read(tail, new Cursor(2, 5, 0))).containsExactly("cut", "2.2", "2.3", "2.4");
  }

  @Test
  void chunks_startWithChunksBeyondTheEnd_leavesThemOut() {
    store(2, 3);
    Start tail =
        new Start(new Cursor(2, 1, 0), List.of(chunk(2, 1, out("2.1")), chunk(2, 2, out("2.2"))));

    assertThat(read(tail, new Cursor(2, 2, 0))).containsExactly("2.1");
  }

  @Test
  void chunks_startAtTheEnd_areNone() {
    store(2, 3);

    assertThat(read(Start.at(new Cursor(2, 3, 0)), new Cursor(2, 3, 0))).isEmpty();
  }

  @Test
  void lastCursor_rangeWithChunks_isTheIdOfItsLastChunk() {
    OutputRange range = range(Start.at(Cursor.startOf(2)), new Cursor(2, 3, 0));

    assertThat(range.isEmpty()).isFalse();
    assertThat(range.lastCursor()).isEqualTo("2.2");
    assertThat(Cursor.after(range.lastCursor(), "after")).isEqualTo(range.end());
  }

  @Test
  void isEmpty_noOutput_isTrue() {
    assertThat(range(Start.at(Cursor.START), new Cursor(2, 0, 0)).isEmpty()).isTrue();
  }

  private void store(int attempt, int chunks) {
    for (int seq = 0; seq < chunks; seq++) {
      log.store(job.id, chunk(attempt, seq, out(attempt + "." + seq)));
    }
  }

  private static List<String> names(int attempt, int from, int to) {
    return IntStream.range(from, to).mapToObj(s -> attempt + "." + s).toList();
  }

  private OutputRange range(Start start, Cursor end) {
    return new OutputRange(start, end, job.attempts);
  }

  private List<String> read(Start start, Cursor end) {
    return range(start, end).chunks(log, job.id).collect().asList().await().indefinitely().stream()
        .map(chunk -> Chunks.text(chunk.frames().get(0)))
        .toList();
  }
}
