package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.lease;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the gate publishes of its writes, and which changes it refuses. */
@ExtendWith(PlainStore.class)
class GateChangesContractTest {
  @Inject Jobs jobs;

  private final List<JobChange> changes = new CopyOnWriteArrayList<>();
  private final List<Job> deleted = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    jobs.changes().wake(changes::add);
    jobs.deleted().wake(deleted::add);
  }

  @Test
  void submit_newJob_isPublishedOnce() {
    Job job = aJob().id("job-published").build();

    result(jobs.submit(job));
    result(jobs.submit(job));

    assertThat(changes).extracting(change -> change.job().id).containsExactly(job.id);
  }

  @Test
  void assign_severalJobs_publishesEachThatItAssigned() {
    Job first = insert(aJob().queued());
    Job second = insert(aJob().queued());

    result(jobs.assign(List.of(placement(first), placement(second))));

    assertThat(changes)
        .allMatch(change -> change.became(JobStatus.ASSIGNED))
        .extracting(change -> change.job().id)
        .containsExactlyInAnyOrder(first.id, second.id);
  }

  @Test
  void delete_finishedJob_isPublished() {
    Job over = end(jobs, run(jobs, insert(aJob().queued()), "w"), EndReason.FAILED);

    assertThat(result(jobs.delete(over))).isTrue();
    assertThat(result(jobs.delete(over))).isFalse();

    assertThat(deleted).containsExactly(over);
    assertThat(StoredJobs.exists(over)).isFalse();
  }

  @Test
  void retry_completedJob_isNoTransition() {
    Job completed = end(jobs, run(jobs, insert(aJob().queued()), "w"), EndReason.COMPLETED);

    assertThatThrownBy(() -> jobs.retry(completed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a job that is COMPLETED cannot become QUEUED");
  }

  private static Placement placement(Job job) {
    return new Placement(job.id, 1, lease(job.id, "w"), false);
  }
}
