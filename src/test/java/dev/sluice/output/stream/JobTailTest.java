package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import org.junit.jupiter.api.Test;

class JobTailTest {
  private final JobTail tail = new JobTail("job-1");

  @Test
  void news_chunkAppended_wakesTheReader() {
    UniAssertSubscriber<Void> waiting = await(tail.version());

    tail.appended(1, 1);

    waiting.assertCompleted();
    assertThat(tail.endOf(1)).isEqualTo(1);
  }

  @Test
  void news_changeBeforeTheWait_completesAtOnce() {
    long seen = tail.version();
    tail.appended(1, 1);

    UniAssertSubscriber<Void> waiting = await(seen);

    waiting.assertCompleted();
  }

  @Test
  void tick_waitingReader_wakes() {
    UniAssertSubscriber<Void> waiting = await(tail.version());

    tail.tick();

    waiting.assertCompleted();
  }

  @Test
  void offer_knownRevision_wakesNoReader() {
    tail.offer(aJob().revision(5).build());
    tail.appended(2, 3);
    UniAssertSubscriber<Void> waiting = await(tail.version());

    tail.offer(aJob().revision(5).build());
    tail.offer(aJob().revision(4).build());
    tail.appended(2, 3);
    tail.appended(1, 9);

    waiting.assertNotTerminated();
    assertThat(tail.endOf(2)).isEqualTo(3);
    assertThat(tail.endOf(1)).isEqualTo(-1);
  }

  @Test
  void begun_newAttempt_hasAnEmptyLogAndWakesNoReader() {
    tail.appended(1, 3);
    UniAssertSubscriber<Void> waiting = await(tail.version());

    tail.begun(2);

    assertThat(tail.endOf(2)).isZero();
    assertThat(tail.endOf(1)).isEqualTo(-1);
    waiting.assertNotTerminated();
  }

  @Test
  void begun_attemptWithOutput_keepsItsEnd() {
    tail.appended(2, 3);

    tail.begun(2);
    tail.begun(1);

    assertThat(tail.endOf(2)).isEqualTo(3);
  }

  @Test
  void news_cancelledWait_isForgotten() {
    UniAssertSubscriber<Void> waiting = await(tail.version());

    waiting.cancel();
    tail.tick();

    waiting.assertNotTerminated();
  }

  @Test
  void leave_lastReader_returnsTrue() {
    tail.enter();
    tail.enter();

    assertThat(tail.leave()).isFalse();
    assertThat(tail.leave()).isTrue();
  }

  private UniAssertSubscriber<Void> await(long seen) {
    return tail.news(seen).subscribe().withSubscriber(UniAssertSubscriber.create());
  }
}
