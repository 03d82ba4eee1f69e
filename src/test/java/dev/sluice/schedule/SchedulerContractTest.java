package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.replica.lead.ManualLeadership;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.PlainStore;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.WorkerAuthenticator;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The events after which jobs are assigned, on a server that leads. */
@ExtendWith(PlainStore.class)
class SchedulerContractTest {
  /** The workers of {@link RegisteredWorker} can do it. */
  private static final String OPERATION = "none";

  @Inject Jobs jobs;
  @Inject Assigner assigner;
  @Inject ServerWork serverWork;
  @Inject Workers workers;
  @Inject WorkerAuthenticator authenticator;
  @Inject Presence presence;
  @Inject Membership membership;
  @Inject JobQueue queue;
  private final ManualLeadership lead = new ManualLeadership(1);
  private final List<Job> made = new ArrayList<>();
  private Scheduler scheduler;
  private RegisteredWorker worker;

  @BeforeEach
  void aServerWithAWorker() {
    worker = RegisteredWorker.register(membership, workers, jobs);
    scheduler = new Scheduler(lead, assigner, serverWork, jobs, workers, presence);
  }

  @AfterEach
  void stop() {
    scheduler.stop().await().indefinitely();
    for (Job job : made) {
      Job now = StoredJobs.now(job);
      if (!now.status.isFinal()) {
        result(jobs.cancelUnfetched(now, EndReason.CANCELLED));
      }
    }
    result(membership.leave(worker.stored()));
  }

  @Test
  void isActive_lifeOfAServer_fromStartToStop() {
    assertThat(scheduler.isActive()).isFalse();
    assertThat(scheduler.isReady()).isFalse();

    begin();
    assertThat(scheduler.isActive()).isTrue();
    assertThat(scheduler.isReady()).isTrue();

    scheduler.stop().await().indefinitely();
    assertThat(scheduler.isActive()).isFalse();
    assertThat(scheduler.isReady()).isFalse();
  }

  @Test
  void isActive_anotherServerLeads_isReadyAndNotActive() {
    result(lead.resign());

    scheduler.recovered();

    assertThat(scheduler.isActive()).isFalse();
    assertThat(scheduler.isReady()).isTrue();
  }

  @Test
  void isActive_leadsInAnotherEpoch_isInactiveUntilItsQueueIsRead() {
    begin();
    lead.setSilently(3);
    assertThat(scheduler.isActive()).isFalse();
    assertThat(scheduler.isReady()).isFalse();

    scheduler.lead(3);

    assertThat(scheduler.isActive()).isTrue();
  }

  @Test
  void start_jobsInTheQueue_assignsThem() {
    Job queued = insert(aJob().queued());
    result(queue.recover());

    assertAssigned(queued, job -> begin());
  }

  @Test
  void queued_whileActive_isAssigned() {
    begin();
    Job submitted = insert(aJob());

    assertAssigned(submitted, job -> result(jobs.open(job.id)));
  }

  @Test
  void attemptEnds_workerWasFull_assignsTheNextJob() {
    begin();
    Job large = insert(aJob().needs(4, 1, Map.of()));
    assertAssigned(large, job -> result(jobs.open(job.id)));
    Job next = insert(aJob());
    result(jobs.open(next.id));

    assertAssigned(
        next,
        job ->
            StoredJobs.end(
                jobs,
                Objects.requireNonNull(result(jobs.fetched(StoredJobs.now(large)))),
                EndReason.COMPLETED));
  }

  @Test
  void workerRegisters_jobWaits_isAssigned() {
    result(membership.leave(worker.stored()));
    begin();
    Job submitted = insert(aJob());
    result(jobs.open(submitted.id));

    assertAssigned(
        submitted,
        job -> worker = RegisteredWorker.registerAgain(membership, workers, jobs, worker.id()));
  }

  @Test
  void suspectWorkerCallsAgain_jobWaits_isAssigned() {
    presence.suspect(worker.id());
    begin();
    Job submitted = insert(aJob());
    result(jobs.open(submitted.id));

    assertAssigned(
        submitted,
        job -> result(authenticator.authenticate(worker.id(), "Bearer " + worker.token())));
  }

  private void begin() {
    scheduler.recovered();
    scheduler.lead(lead.epoch());
  }

  /** Waits for the assignment that follows the event. */
  private void assertAssigned(Job job, Consumer<Job> event) {
    CompletableFuture<String> assigned = new CompletableFuture<>();
    Runnable stop =
        jobs.changes()
            .project(
                change -> {
                  if (change.job().id.equals(job.id) && change.job().status == JobStatus.ASSIGNED) {
                    assigned.complete(change.job().workerId);
                  }
                });

    event.accept(job);

    assertThat(result(Uni.createFrom().completionStage(assigned))).isEqualTo(worker.id());
    stop.run();
  }

  private Job insert(JobBuilder builder) {
    Job job = StoredJobs.insert(builder.operation(OPERATION));
    made.add(job);
    return job;
  }
}
