package dev.sluice.output;

import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.attempt.Lease;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AttemptWriterTest {
  /** Two frames and eight bytes in them. */
  private static final long LIMIT = 2 * OutputFrame.HEADER_BYTES + 8;

  private final ManualTimers timers = new ManualTimers();
  private final AttemptWriter writer = new AttemptWriter(1, "token", AttemptWriter.End.NONE, 0);

  @Test
  void chunk_nextInTurn_continuesTheLog() {
    append(0, "ab");

    LogChunk next = Objects.requireNonNull(writer.chunk(1, body(out("c")), LIMIT, 0));

    assertThat(next.seq()).isEqualTo(1);
    assertThat(next.end()).isEqualTo(3);
    assertThat(next.document("job-1").offset).isEqualTo(2);
  }

  @Test
  void chunk_storedAlready_isNull() {
    append(0, "a");
    append(1, "b");

    assertThat(writer.chunk(0, body(out("a")), LIMIT, 0)).isNull();
    assertThat(writer.accepted(0)).isEqualTo(new OutputAccepted(2, false));
  }

  @Test
  void chunk_storedByAnotherRequestInTheMeantime_keepsItsNumber() {
    LogChunk first = Objects.requireNonNull(writer.chunk(0, body(out("a")), LIMIT, 0));
    writer.stored(first);

    assertThat(writer.chunk(0, body(out("a")), LIMIT, 0)).isNull();
  }

  @Test
  void isInDoubt_chunkWasSent_untilItIsStored() {
    assertThat(writer.isInDoubt()).isFalse();

    LogChunk first = Objects.requireNonNull(writer.chunk(0, body(out("a")), LIMIT, 0));
    assertThat(writer.isInDoubt()).isTrue();

    writer.stored(first);
    assertThat(writer.isInDoubt()).isFalse();
  }

  @Test
  void chunk_malformedFrames_throws() {
    assertThatThrownBy(() -> writer.chunk(0, new byte[] {1, 2}, LIMIT, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chunk_pastTheLimit_isCutAndTruncated() {
    append(0, "1234");

    LogChunk cut = append(1, "567890");

    assertThat(cut.truncated()).isTrue();
    assertThat(Chunks.text(cut.frames().get(0))).isEqualTo("5678");
    assertThat(cut.frames().get(1).channel()).isEqualTo(OutputChannel.GAP);
    assertThat(writer.totals()).isEqualTo(new OutputTotals(2, 8, true));
  }

  @Test
  void chunk_afterTruncation_isNullAndAccepted() {
    append(0, "1".repeat((int) LIMIT));

    assertThat(writer.chunk(1, body(out("more")), LIMIT, 0)).isNull();
    assertThat(writer.accepted(1)).isEqualTo(new OutputAccepted(2, true));
  }

  @Test
  void chunk_manySmallFrames_countTheirHeaders() {
    append(0, out("1"), Chunks.err("2"));

    LogChunk cut = append(1, out("3"));

    assertThat(cut.truncated()).isTrue();
    assertThat(writer.totals()).isEqualTo(new OutputTotals(2, 2, true));
  }

  @Test
  void chunk_emptyFrames_countTheirHeaders() {
    append(0, out(""), out(""));

    assertThat(append(1, out("")).truncated()).isTrue();
  }

  @Test
  void chunk_writerOfARestartedServer_countsTheHeadersBefore() {
    LogChunk last = append(0, out("1"), Chunks.err("2"));
    LogChunk stored = last.document("job-1").chunk(1, 0);
    AttemptWriter restarted = new AttemptWriter(1, "token", AttemptWriter.End.of(stored), 0);

    LogChunk cut = Objects.requireNonNull(restarted.chunk(1, body(out("3")), LIMIT, 0));

    assertThat(cut.truncated()).isTrue();
  }

  @Test
  void totals_gapEntries_countNoBytes() {
    append(0, frame(OutputChannel.GAP, "{}"), out("ab"));

    assertThat(writer.totals().bytes()).isEqualTo(2);
  }

  @Test
  void stored_chunkThatTheStoreHadBefore_countsThatOne() {
    writer.stored(new LogChunk(1, 0, 0, 0, false, body(out("b"))));

    assertThat(writer.totals()).isEqualTo(new OutputTotals(1, 1, false));
  }

  @Test
  void turnOf_twoAhead_isRefused() {
    turnOf(2).assertFailedWith(ProblemException.class, "output_out_of_order");
  }

  @Test
  void turnOf_oneAhead_waitsForItsPredecessor() {
    UniAssertSubscriber<Void> second = turnOf(1);
    second.assertNotTerminated();

    append(0, "a");

    second.assertCompleted();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void turnOf_predecessorDoesNotCome_isRefusedInTime() {
    UniAssertSubscriber<Void> second = turnOf(1);

    timers.advance(EarlyChunkGate.PATIENCE);

    second.assertFailedWith(ProblemException.class, "output_out_of_order");
  }

  @Test
  void turnOf_sentAgainWhileItWaits_refusesTheEarlierRequest() {
    UniAssertSubscriber<Void> second = turnOf(1);
    UniAssertSubscriber<Void> again = turnOf(1);
    second.assertFailedWith(ProblemException.class, "output_out_of_order");

    append(0, "a");

    again.assertCompleted();
  }

  @Test
  void close_chunkWaits_refusesIt() {
    UniAssertSubscriber<Void> second = turnOf(1);

    writer.close(Lease.lost());

    second.assertFailedWith(ProblemException.class, "lease_lost");
  }

  private UniAssertSubscriber<Void> turnOf(long seq) {
    return writer.turnOf(seq, timers).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private LogChunk append(long seq, String text) {
    return append(seq, out(text));
  }

  private LogChunk append(long seq, OutputFrame... frames) {
    LogChunk chunk = Objects.requireNonNull(writer.chunk(seq, body(frames), LIMIT, 0));
    writer.stored(chunk);
    return chunk;
  }
}
