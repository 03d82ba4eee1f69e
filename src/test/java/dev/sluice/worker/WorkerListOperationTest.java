package dev.sluice.worker;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.GateInMemory;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.ServerOperation.Answer;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerListOperationTest {
  private final TestClock clock = new TestClock();
  private final FleetInMemory fleet = new FleetInMemory(new ManualTimers());
  private final Jobs jobs = new Jobs(Settings.of(JobConfig.class), clock, () -> 0.5);
  private final WorkerListOperation operation =
      new WorkerListOperation(new WorkerViews(fleet.cache, jobs, clock));

  @Test
  void name_operation_hasAnAlias() {
    assertThat(operation.name()).isEqualTo("hive_list");
    assertThat(operation.aliases()).containsExactly("worker_list");
  }

  @Test
  void run_noWorkers_saysSo() {
    Answer answer = run();

    assertThat(answer.text()).isEqualTo("0 workers\n");
    assertThat(answer.output()).isEmpty();
  }

  @Test
  void run_oneWorker_isSingular() {
    join("a", "node-1");

    assertThat(run().text()).endsWith("\n1 worker\n");
  }

  @Test
  void run_workersWithJobs_areListedByIdWithWhatTheyHold() {
    // In the order of their hash codes, "p" is before "a".
    join("p", "node-2");
    join("a", "node-1");
    GateInMemory.wrote(
        jobs, aJob().needs(1.5, 512, Map.of()).runningOn("p").build(), JobStatus.QUEUED);

    Answer answer = run();

    assertThat(answer.text())
        .isEqualTo(
            """
            a IDLE on node-1, 0 of 10 running, 0.0 of 4.0 cpu, 0 of 4096 MB reserved
            p BUSY on node-2, 1 of 10 running, 1.5 of 4.0 cpu, 512 of 4096 MB reserved
            2 workers
            """);
    assertThat(answer.output().toString())
        .isEqualTo(
            "[{\"worker_id\":\"a\",\"status\":\"IDLE\",\"hostname\":\"node-1\",\"running\":0},"
                + "{\"worker_id\":\"p\",\"status\":\"BUSY\",\"hostname\":\"node-2\",\"running\":1}]");
  }

  private void join(String id, String hostname) {
    WorkerBuilder worker = aWorker().id(id);
    worker.build().hostname = hostname;
    fleet.join(worker);
  }

  private Answer run() {
    return result(operation.run(aJob().operation("hive_list").build()));
  }
}
