package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobBuilder;
import dev.sluice.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
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
    assertThat(ids(filled)).isEqualTo(ids(all.subList(0, Math.min(4, all.size()))));
  }

  @Test
  void heads_urgentAndOld_urgentFirst() {
    backlog.add(queued("old", 5, 0, 1));
    backlog.add(queued("urgent", 6, 59, 1));

    assertThat(ids(backlog)).containsExactly("urgent", "old");
    assertThat(backlog.heads(1, kind -> true)).singleElement().asList().hasSize(1);
  }

  @Test
  @DisplayName("10 000 jobs that fit on no worker leave room for one that does")
  void add_manyThatFitNowhere_hideNoOthers() {
    Backlog held = new Backlog(1_000);
    held.fleetChanged(kind -> kind.requirements().labels().isEmpty());
    for (int i = 0; i < 10_000; i++) {
      held.add(of(labelled("gpu").id("unfit-" + i).queuedAt(at(i))));
    }

    held.add(queued("fit", 0, 20_000, 1));

    assertThat(ids(held)).containsExactly("fit");
    assertThat(held.all()).hasSize(1_000);
  }

  @Test
  @DisplayName("jobs of a kind whose workers are all busy leave room for other kinds")
  void add_manyOfOneKind_leaveRoomForAnother() {
    for (int i = 0; i < 100; i++) {
      backlog.add(of(labelled("gpu").id("gpu-" + i).queuedAt(at(i))));
    }

    backlog.add(queued("other", 0, 1_000, 1));

    assertThat(ids(backlog)).contains("other", "gpu-0", "gpu-1").hasSize(4);
  }

  @Test
  @DisplayName("kinds without number that fit nowhere are dropped before one that fits")
  void add_manyKindsThatFitNowhere_hideNoOthers() {
    backlog.fleetChanged(kind -> kind.requirements().labels().isEmpty());
    for (int i = 0; i < 100; i++) {
      backlog.add(of(labelled("l" + i).id("unfit-" + i).queuedAt(at(i))));
    }
    for (int i = 0; i < 4; i++) {
      backlog.add(queued("fit-" + i, 0, 1_000 + i, 1));
    }

    assertThat(ids(backlog)).containsExactly("fit-0", "fit-1", "fit-2", "fit-3");
  }

  @Test
  @DisplayName("10 000 jobs that are not due leave room for one that is")
  void add_manyThatAreNotDue_hideNoOthers() {
    backlog.comeTo(TestClock.START);
    for (int i = 0; i < 10_000; i++) {
      backlog.add(due("later-" + i, at(100 + i)));
    }

    backlog.add(queued("now", 0, 20_000, 1));

    assertThat(ids(backlog)).containsExactly("now");
    assertThat(backlog.nextDue()).contains(at(100));
    assertThat(backlog.all()).hasSize(5);
  }

  @Test
  void comeTo_dueJobs_takePart() {
    backlog.comeTo(TestClock.START);
    backlog.add(due("a", at(10)));
    backlog.add(due("b", at(20)));

    backlog.comeTo(at(10));

    assertThat(ids(backlog)).containsExactly("a");
    assertThat(backlog.nextDue()).contains(at(20));
  }

  @Test
  void comeTo_jobThatWasLeftOutIsDue_wantsRefillOnce() {
    backlog.comeTo(TestClock.START);
    for (int i = 0; i < 5; i++) {
      backlog.add(due("later-" + i, at(10 + i)));
    }
    backlog.comeTo(at(13));
    assertThat(backlog.wantsRefill()).isFalse();
    assertThat(backlog.nextDue()).contains(at(14));

    backlog.comeTo(at(14));

    assertThat(backlog.wantsRefill()).isTrue();
    assertThat(backlog.nextDue()).isEmpty();
  }

  @Test
  void wantsRefill_halfOfAKindWithMoreIsGone_isTrue() {
    for (int i = 0; i < 5; i++) {
      backlog.add(queued("job-" + i, 5, i, 1));
    }
    backlog.remove("job-0");
    assertThat(backlog.wantsRefill()).isFalse();

    backlog.remove("job-1");

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  void wantsRefill_nothingLeftOut_isFalse() {
    backlog.add(queued("a", 5, 0, 1));
    backlog.remove("a");

    assertThat(backlog.wantsRefill()).isFalse();
  }

  @Test
  @DisplayName("a new job does not overtake older ones that are only in the database")
  void add_behindJobsThatWereLeftOut_waitsForTheRefill() {
    for (int i = 0; i < 5; i++) {
      backlog.add(queued("job-" + i, 5, i, 1));
    }
    backlog.remove("job-0");

    backlog.add(queued("new", 5, 100, 1));
    assertThat(ids(backlog)).doesNotContain("new");
    backlog.refillBegins();
    backlog.add(queued("job-4", 5, 4, 1));
    backlog.add(queued("new", 5, 100, 1));

    assertThat(ids(backlog)).containsExactly("job-1", "job-2", "job-3", "job-4");
  }

  @Test
  void fleetChanged_kindThatWasLeftOutFits_wantsRefill() {
    backlog.fleetChanged(kind -> false);
    for (int i = 0; i < 5; i++) {
      backlog.add(queued("job-" + i, 5, i, 1));
    }
    assertThat(backlog.wantsRefill()).isFalse();

    backlog.fleetChanged(kind -> true);

    assertThat(backlog.wantsRefill()).isTrue();
    assertThat(ids(backlog)).hasSize(4);
  }

  @Test
  void fleetChanged_kindOfWhichNoneIsHeldMayFit_wantsRefill() {
    backlog.fleetChanged(kind -> false);
    for (int i = 0; i < 5; i++) {
      backlog.add(of(labelled("l" + i).id("job-" + i)));
    }

    backlog.fleetChanged(kind -> false);

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  void fleetChanged_kindFitsNoLonger_isNotOffered() {
    backlog.add(queued("a", 5, 0, 1));

    backlog.fleetChanged(kind -> false);

    assertThat(ids(backlog)).isEmpty();
    assertThat(backlog.find("a")).isPresent();
  }

  @Test
  void add_olderRevision_keepsTheNewer() {
    backlog.add(queued("a", 5, 9, 7));

    backlog.add(queued("a", 5, 0, 3));
    backlog.left("a", 4);

    assertThat(backlog.all()).extracting(QueuedJob::revision).containsExactly(7L);
  }

  @Test
  void left_newerRevision_removesTheJob() {
    backlog.add(queued("a", 5, 0, 3));

    backlog.left("a", 4);

    assertThat(backlog.all()).isEmpty();
  }

  @Test
  void left_jobThatWaitsForItsTime_isRemoved() {
    backlog.comeTo(TestClock.START);
    backlog.add(due("a", at(10)));

    backlog.left("a", 4);

    assertThat(backlog.all()).isEmpty();
    assertThat(backlog.nextDue()).isEmpty();
  }

  @Test
  void clockSetBack_retry_waitsNoLonger() {
    backlog.comeTo(at(3_600));
    backlog.add(retry("a", at(3_610)));
    backlog.add(due("b", at(3_610)));

    // When the clock goes back by an hour
    backlog.clockSetBack(Duration.ofHours(1));
    backlog.comeTo(at(0));
    Optional<Instant> next = backlog.nextDue();
    backlog.comeTo(at(10));

    // Then the retry comes after its ten seconds, and the client's time stays what it was
    assertThat(next).contains(at(10));
    assertThat(ids(backlog)).containsExactly("a");
  }

  @Test
  void clockSetBack_retryReadFromTheStoreAgain_waitsNoLonger() {
    backlog.comeTo(at(3_600));
    backlog.add(retry("a", at(3_610)));

    backlog.clockSetBack(Duration.ofHours(1));
    backlog.comeTo(at(0));
    backlog.add(retry("a", at(3_610)));
    backlog.comeTo(at(10));

    assertThat(ids(backlog)).containsExactly("a");
  }

  @Test
  void clockSetBack_jobsThatWaitWereLeftOut_wantsRefill() {
    backlog.comeTo(at(3_600));
    for (int i = 0; i < 4; i++) {
      backlog.add(retry("job-" + i, at(3_610 + i)));
    }
    backlog.clockSetBack(Duration.ofHours(1));
    assertThat(backlog.wantsRefill()).isFalse();
    backlog.add(retry("left out", at(3_620)));

    backlog.clockSetBack(Duration.ofHours(1));

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  @DisplayName("when half the room is free, kinds that fit and of which none is held are read")
  void remove_fitKindWasLeftOut_wantsRefillAtHalf() {
    for (int i = 0; i < 5; i++) {
      backlog.add(of(labelled("l" + i).id("job-" + i).queuedAt(at(i))));
    }
    List<String> held = ids(backlog);
    assertThat(held).hasSize(4);

    backlog.remove(held.get(0));
    assertThat(backlog.wantsRefill()).isFalse();
    backlog.remove(held.get(1));

    assertThat(backlog.wantsRefill()).isTrue();
  }

  @Test
  void hasLeftOut_kindOfWhichNoneIsHeld_isTrueUntilTheRefill() {
    for (int i = 0; i < 5; i++) {
      backlog.add(of(labelled("l" + i).id("job-" + i).queuedAt(at(i))));
    }
    Kind any = queued("any", 0, 0, 1).kind();
    assertThat(backlog.hasLeftOut(any)).isTrue();

    backlog.refillBegins();

    assertThat(backlog.hasLeftOut(any)).isFalse();
  }

  @Test
  @DisplayName("of a kind that fits nowhere the last held job leaves; others are in the store")
  void remove_lastHeldOfAnUnfitKindWithMore_isNotedAsLeftOut() {
    backlog.fleetChanged(kind -> false);
    for (int i = 0; i < 5; i++) {
      backlog.add(queued("job-" + i, 5, i, 1));
    }
    for (int i = 0; i < 4; i++) {
      backlog.remove("job-" + i);
    }

    assertThat(backlog.all()).isEmpty();
    assertThat(backlog.wantsRefill()).isFalse();
    assertThat(backlog.hasLeftOut(queued("job-4", 5, 4, 1).kind())).isTrue();
    backlog.fleetChanged(kind -> true);
    assertThat(backlog.wantsRefill()).isTrue();
  }

  /** The due ones that fit, in the order of the queue. */
  private static List<String> ids(Backlog backlog) {
    return backlog.heads(Integer.MAX_VALUE, kind -> true).stream()
        .flatMap(List::stream)
        .sorted(QueuedJob.ORDER)
        .map(QueuedJob::id)
        .toList();
  }

  private static List<String> ids(List<QueuedJob> jobs) {
    return jobs.stream().map(QueuedJob::id).toList();
  }

  private static Instant at(int second) {
    return TestClock.START.plusSeconds(second);
  }

  private static JobBuilder labelled(String label) {
    return aJob().needs(1, 256, Map.of("has", label)).queued();
  }

  private static QueuedJob due(String id, Instant at) {
    JobBuilder job = aJob().id(id).queued();
    job.build().notBefore = at;
    return of(job);
  }

  private static QueuedJob retry(String id, Instant at) {
    JobBuilder job = aJob().id(id).queued();
    job.build().retryAt = at;
    return of(job);
  }

  private static QueuedJob of(JobBuilder job) {
    return QueuedJob.of(job.build(), Duration.ofMinutes(1));
  }

  static QueuedJob queued(String id, int priority, int second, long revision) {
    return of(aJob().id(id).priority(priority).revision(revision).queuedAt(at(second)));
  }
}
