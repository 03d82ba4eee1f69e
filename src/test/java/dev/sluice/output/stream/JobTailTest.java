package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import org.junit.jupiter.api.Test;

class JobTailTest {
  private final JobTail tail = new JobTail("job-1");

  @Test
  void appended_newChunk_wakesTheReader() {
    UniAssertSubscriber<Void> waiting = await(tail.changes().count());

    tail.appended(1, 1);

    waiting.assertCompleted();
    assertThat(tail.endOf(1)).isEqualTo(1);
  }

  @Test
  void tick_waitingReader_wakes() {
    UniAssertSubscriber<Void> waiting = await(tail.changes().count());

    tail.tick(false);

    waiting.assertCompleted();
  }

  @Test
  void offer_knownRevision_wakesNoReader() {
    tail.offer(aJob().revision(5).build());
    tail.appended(2, 3);
    UniAssertSubscriber<Void> waiting = await(tail.changes().count());

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
    UniAssertSubscriber<Void> waiting = await(tail.changes().count());

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
  void leave_lastReader_returnsTrue() {
    tail.enter();
    tail.enter();

    assertThat(tail.leave()).isFalse();
    assertThat(tail.leave()).isTrue();
  }

  private UniAssertSubscriber<Void> await(long seen) {
    return tail.changes().after(seen).subscribe().withSubscriber(UniAssertSubscriber.create());
  }
}
