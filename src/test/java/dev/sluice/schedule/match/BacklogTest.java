package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Backlog backlog = new Backlog(4);

  @Property(tries = 300)
  void add_anyOrder_holdsTheHeadOfTheQueue(@ForAll long seed) {
    Random random = new Random(seed);
    List<QueuedJob> all = new ArrayList<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      all.add(queued("job-" + i, random.nextInt(10), random.nextInt(600), 1));
    }
    Collections.shuffle(all, random);
    Backlog filled = new Backlog(4);

    all.forEach(filled::add);

    all.sort(Comparator.comparingLong(QueuedJob::rank).thenComparing(QueuedJob::id));
    assertThat(filled.inOrder()).isEqualTo(all.subList(0, Math.min(4, all.size())));
    filled.inOrder().forEach(j -> assertThat(filled.position(j.id())).isPositive());
  }

  @Test
  void inOrder_urgentAndOld_urgentFirst() {
    backlog.add(queued("old", 5, 0, 1));
    backlog.add(queued("urgent", 6, 59, 1));

    assertThat(backlog.inOrder()).extracting(QueuedJob::id).containsExactly("urgent", "old");
    assertThat(backlog.position("old")).isEqualTo(2);
    assertThat(backlog.position("none")).isZero();
    assertThat(backlog.oldest()).contains(TestClock.START);
  }

  @Test
  void wantsRefill_overflowedAndHalfFree_isTrue() {
    for (int i = 0; i < 5; i++) {
      backlog.add(queued("job-" + i, 5, i, 1));
    }
    assertThat(backlog.wantsRefill()).isFalse();

    backlog.remove("job-0");
    backlog.remove("job-1");

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  void wantsRefill_nothingLeftOut_isFalse() {
    backlog.refill(List.of(queued("a", 5, 0, 1)), false);

    assertThat(backlog.wantsRefill()).isFalse();
  }

  @Test
  void refill_moreInTheDatabase_wantsAnother() {
    backlog.refill(List.of(queued("a", 5, 0, 1)), true);

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  void add_olderRevision_keepsTheNewer() {
    backlog.add(queued("a", 5, 9, 7));

    backlog.add(queued("a", 5, 0, 3));
    backlog.left("a", 4);

    assertThat(backlog.inOrder()).extracting(QueuedJob::revision).containsExactly(7L);
  }

  @Test
  void left_newerRevision_removesTheJob() {
    backlog.add(queued("a", 5, 0, 3));

    backlog.left("a", 4);

    assertThat(backlog.inOrder()).isEmpty();
  }

  static QueuedJob queued(String id, int priority, int second, long revision) {
    return QueuedJob.of(
        aJob()
            .id(id)
            .priority(priority)
            .revision(revision)
            .queuedAt(TestClock.START.plusSeconds(second))
            .build(),
        Duration.ofMinutes(1));
  }
}
