package dev.sluice.schedule.status;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.ServerOperation.Answer;
import dev.sluice.store.PlainStore;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.Stats;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The counts of a store that has jobs, and how they are shown. */
@ExtendWith(PlainStore.class)
class StatisticsContractTest {
  @Inject Jobs jobs;
  @Inject StatsResource resource;
  @Inject StatusOperation operation;

  @Test
  void stats_jobsInSeveralStates_areCountedAndShown() {
    insert(aJob().operation("contract").queued());
    insert(aJob().operation("contract").queued());
    StoredJobs.end(
        jobs,
        StoredJobs.run(jobs, insert(aJob().operation("contract").queued()), "w"),
        EndReason.COMPLETED);

    Stats stats = result(resource.stats());
    Answer answer = result(operation.run(aJob().operation("status").build()));

    assertThat(stats.jobs()).hasSize(JobStatus.values().length);
    assertThat(stats.jobs()).containsEntry("QUEUED", 2L).containsEntry("COMPLETED", 1L);
    assertThat(stats.queueLength()).isEqualTo(2);
    assertThat(stats.completedLastMinute()).isEqualTo(1);
    assertThat(answer.text())
        .isEqualTo("jobs: 1 COMPLETED, 2 QUEUED\nworkers: none\nprocesses: none\n");
    assertThat(answer.output()).isEqualTo(StoredJson.node(StoredJson.text(stats)));
  }

  @Test
  void name_statusOperation_isStatusWithoutFieldsOfItsOwn() {
    JsonFields fields = new JsonFields(JsonNodeFactory.instance.objectNode());

    assertThat(operation.name()).isEqualTo("status");
    assertThat(operation.readPayload(fields)).isEmpty();
  }
}
