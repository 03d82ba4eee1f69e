package dev.sluice.worker;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.worker.WorkerView;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class WorkerResourceContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject WorkerResource resource;
  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
  }

  @Test
  void list_registeredWorker_isInIt() {
    assertThat(resource.list().items()).extracting(WorkerView::workerId).contains(worker.id());
  }

  @Test
  void get_workerWithAJob_showsWhatItHolds() {
    Job running = worker.running();

    WorkerView view = resource.get(worker.id());

    assertThat(view.status()).isEqualTo("BUSY");
    assertThat(view.running()).extracting(ref -> ref.jobId()).containsExactly(running.id);
  }

  @Test
  void get_unknownWorkerOrImpossibleId_isNotFound() {
    assertThatThrownBy(() -> resource.get("w-none"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("worker_not_found");
    assertThatThrownBy(() -> resource.get("a b"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("worker_not_found");
  }

  @Test
  void drain_worker_drainsUntilUndrained() {
    assertThat(result(resource.drain(worker.id())).status()).isEqualTo("DRAINING");
    assertThat(resource.get(worker.id()).draining()).isTrue();

    assertThat(result(resource.undrain(worker.id())).status()).isEqualTo("IDLE");
    assertThat(resource.get(worker.id()).draining()).isFalse();
  }

  @Test
  void delete_workerWithAJob_isGoneAndTheJobQueuedAgain() {
    Job running = worker.running();

    assertThat(result(resource.delete(worker.id())).status()).isEqualTo("DELETED");

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThatThrownBy(() -> resource.get(worker.id())).isInstanceOf(ProblemException.class);
  }

  @Test
  void change_unknownWorker_isNotFound() {
    assertRefused("worker_not_found", () -> resource.drain("w-none"));
    assertRefused("worker_not_found", () -> resource.undrain("w-none"));
    assertRefused("worker_not_found", () -> resource.delete("w-none"));
  }
}
