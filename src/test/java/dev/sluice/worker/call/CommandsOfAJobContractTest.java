package dev.sluice.worker.call;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.output.Chunks;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.store.commands.CommandRecorder;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many round trips to the store a job costs. */
@ExtendWith(PlainStore.class)
class CommandsOfAJobContractTest {
  private static final String SUBMISSION = "{\"operation\":\"exec\",\"command\":\"true\"}";
  private static final int CHUNKS = 10;

  @Inject SubmitJob submitJob;
  @Inject Jobs jobs;
  @Inject OutputLog log;
  @Inject AcceptResult results;

  @Test
  void job_tenChunksOfOutput_takesFourWritesAndOneForEachChunk() {
    CommandRecorder.takeNames();

    String id = result(submitJob.submit(SUBMISSION.getBytes(StandardCharsets.UTF_8), null)).jobId();
    result(jobs.open(id));
    Placement placement = new Placement(id, 1, StoredJobs.lease(id, "w"), true);
    result(jobs.assign(List.of(placement)));
    for (int seq = 0; seq < CHUNKS; seq++) {
      result(log.append(id, 1, id, seq, Chunks.body(Chunks.out("line\n"))));
    }
    Job ended =
        result(
            results.accept(id, id, new AttemptResult(1, Outcome.COMPLETED, CHUNKS, 0, null, null)));

    List<String> sent = CommandRecorder.takeNames();
    assertThat(ended.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(sent)
        .filteredOn(command -> !command.equals("insert output"))
        .containsExactly(
            "insert jobs", "findAndModify jobs", "findAndModify jobs", "findAndModify jobs");
    assertThat(sent).filteredOn("insert output"::equals).hasSize(CHUNKS);
  }
}
