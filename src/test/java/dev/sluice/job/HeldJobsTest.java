package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeldJobsTest {
  private final HeldJobs held = new HeldJobs();

  @Test
  void find_heldJob_isFoundByIdAndWorker() {
    held.follow(aJob().id("a").runningOn("w1").build());

    assertThat(held.find("a")).isPresent();
    assertThat(held.of("w1")).hasSize(1);
    assertThat(held.refsOf("w1")).containsExactly(new AttemptRef("a", 1));
  }

  @Test
  void of_anotherWorkersJobChanges_isTheSameList() {
    held.follow(aJob().id("a").runningOn("w1").build());
    List<Job> before = held.of("w1");

    held.follow(aJob().id("b").runningOn("w2").build());

    assertThat(held.of("w1")).isSameAs(before);
  }

  @Test
  void of_itsJobChanges_isAnotherListWithThatJobOnce() {
    held.follow(aJob().id("a").revision(2).runningOn("w1").build());
    List<Job> before = held.of("w1");

    held.follow(aJob().id("a").revision(3).runningOn("w1").build());

    assertThat(held.of("w1")).isNotSameAs(before).hasSize(1);
  }

  @Test
  void apply_endedJob_isForgotten() {
    held.follow(aJob().revision(2).runningOn("w1").build());

    held.follow(ended(3));

    assertThat(held.all()).isEmpty();
    assertThat(held.of("w1")).isEmpty();
  }

  @Test
  void apply_oneOfTwoJobsEnds_workerStillHoldsTheOther() {
    held.follow(aJob().id("a").runningOn("w1").build());
    held.follow(aJob().id("b").runningOn("w1").build());

    held.follow(
        aJob().id("a").runningOn("w1").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0).build());

    assertThat(held.refsOf("w1")).containsExactly(new AttemptRef("b", 1));
  }

  @Test
  void apply_nextAttemptWhileTheFirstIsOnItsWay_forgetsTheFirst() {
    held.follow(
        new JobChange(aJob().id("a").revision(2).runningOn("w1").build(), JobStatus.QUEUED));

    held.follow(aJob().id("a").revision(4).tried(Outcome.WORKER_LOST).assignedTo("w2").build());

    assertThat(held.isOnTheWay(new AttemptRef("a", 1))).isFalse();
  }

  @Test
  void apply_otherWorker_movesJob() {
    held.follow(aJob().revision(1).runningOn("w1").build());

    held.follow(aJob().revision(3).tried(Outcome.WORKER_LOST).assignedTo("w2").build());

    assertThat(held.of("w1")).isEmpty();
    assertThat(held.of("w2")).hasSize(1);
  }

  @Test
  void apply_olderRevision_isIgnored() {
    held.follow(ended(3));

    held.follow(aJob().revision(2).runningOn("w1").build());

    assertThat(held.all()).isEmpty();
    assertThat(held.of("w1")).isEmpty();
  }

  @Test
  void isOnTheWay_handedOutAsItWasAssigned_untilItIsInAReply() {
    Job job = aJob().id("a").revision(2).runningOn("w1").build();
    AttemptRef attempt = new AttemptRef("a", 1);
    String lease = String.valueOf(job.attempts.get(0).token());
    held.follow(new JobChange(job, JobStatus.QUEUED));
    assertThat(held.isOnTheWay(attempt)).isTrue();

    held.putIntoReply(attempt);
    assertThat(held.isOnTheWay(attempt)).isFalse();

    held.takeFromReply(attempt, "another lease");
    assertThat(held.isOnTheWay(attempt)).isFalse();
    held.takeFromReply(attempt, lease);
    assertThat(held.isOnTheWay(attempt)).isTrue();
  }

  @Test
  void isOnTheWay_fetchedOrRecovered_isFalse() {
    held.follow(aJob().id("recovered").revision(2).runningOn("w1").build());
    held.follow(
        new JobChange(
            aJob().id("fetched").revision(2).runningOn("w1").build(), JobStatus.ASSIGNED));

    assertThat(held.isOnTheWay(new AttemptRef("recovered", 1))).isFalse();
    assertThat(held.isOnTheWay(new AttemptRef("fetched", 1))).isFalse();
  }

  @Test
  void isOnTheWay_attemptEndedOrToldLate_isFalse() {
    Job job = aJob().id("a").revision(2).runningOn("w1").build();
    held.follow(new JobChange(job, JobStatus.QUEUED));

    held.follow(aJob().id("a").revision(3).tried(Outcome.WORKER_LOST).queued().build());
    assertThat(held.isOnTheWay(new AttemptRef("a", 1))).isFalse();

    held.follow(new JobChange(job, JobStatus.QUEUED));
    assertThat(held.isOnTheWay(new AttemptRef("a", 1))).isFalse();
  }

  @Property(tries = 200)
  void apply_anyOrder_newestRevisionCounts(@ForAll long seed) {
    List<Job> story = new ArrayList<>();
    story.add(aJob().revision(1).assignedTo("w1").build());
    story.add(aJob().revision(2).runningOn("w1").build());
    story.add(aJob().revision(3).tried(Outcome.WORKER_LOST).queued().build());
    story.add(aJob().revision(4).tried(Outcome.WORKER_LOST).assignedTo("w2").build());
    if (seed % 2 == 0) {
      story.add(ended(5));
    }
    Collections.shuffle(story, new Random(seed));
    HeldJobs told = new HeldJobs();

    story.forEach(told::follow);

    assertThat(told.of("w1")).isEmpty();
    assertThat(told.of("w2")).hasSize(seed % 2 == 0 ? 0 : 1);
    assertThat(told.all()).hasSize(seed % 2 == 0 ? 0 : 1);
  }

  private static Job ended(long revision) {
    return aJob()
        .revision(revision)
        .runningOn("w1")
        .ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0)
        .build();
  }
}
