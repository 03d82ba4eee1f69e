package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.e2e.Eventually;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.Operations;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.output.Chunks;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.time.Timers;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class ServerWorkContractTest {
  private static final String OPERATION = "server_contract";

  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog output;
  @Inject LogReader log;
  @Inject JobConfig jobConfig;
  @Inject ScheduleConfig config;
  @Inject Clock clock;
  @Inject Timers timers;
  private final Greeting greeting = new Greeting();
  private JobQueue queue;
  private ServerWork work;

  @BeforeEach
  void aServer() {
    Operations operations = new Operations(List.of(greeting));
    queue = new JobQueue(jobs, jobConfig, config, operations, clock, timers);
    work = new ServerWork(queue, jobs, operations, output, endAttempt, clock);
  }

  @Test
  void runOnce_operationOfTheServer_answersWithOutputAndResult() {
    Job job = queue(aJob());

    int answered = result(work.runOnce());

    Job done = StoredJobs.now(job);
    assertThat(answered).isEqualTo(1);
    assertThat(done.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.workerId).isEqualTo(WorkerId.SERVER);
    assertThat(Objects.requireNonNull(done.result).output()).isEqualTo("{\"greeting\":\"hello\"}");
    assertThat(done.output.chunks()).isEqualTo(1);
    assertThat(printed(job)).isEqualTo("hello\n");
  }

  @Test
  void runOnce_emptyText_printsNothing() {
    greeting.text = "";
    Job job = queue(aJob());

    result(work.runOnce());

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.COMPLETED);
    assertThat(StoredJobs.now(job).output.chunks()).isZero();
  }

  @Test
  void runOnce_operationFails_tellsNothingInternal() {
    greeting.broken = true;
    Job job = queue(aJob());

    result(work.runOnce());

    Job failed = StoredJobs.now(job);
    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
    assertThat(failed.attempts.get(0).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(Objects.requireNonNull(Objects.requireNonNull(failed.result).error()).message())
        .isEqualTo("the server failed");
  }

  @Test
  void runOnce_operationRefuses_tellsWhy() {
    greeting.refuses = true;
    Job job = queue(aJob());

    result(work.runOnce());

    JobError error = Objects.requireNonNull(StoredJobs.now(job).result).error();
    assertThat(error).isEqualTo(new JobError("thing_not_found", "there is no thing 'x'"));
  }

  @Test
  void runOnce_operationWaits_answersOthersMeanwhile() {
    greeting.waits = new CompletableFuture<>();
    Job waiting = queue(aJob());
    result(work.runOnce());
    CompletableFuture<Void> event = greeting.waits;
    greeting.waits = null;
    Job other = queue(aJob());

    result(work.runOnce());

    assertThat(StoredJobs.now(other).status).isEqualTo(JobStatus.COMPLETED);
    assertThat(StoredJobs.now(waiting).status).isEqualTo(JobStatus.RUNNING);
    event.complete(null);
    Eventually.until("the answer", () -> StoredJobs.now(waiting).status == JobStatus.COMPLETED);
  }

  @Test
  void runOnce_operationGivesUpACancelledJob_cancelsIt() {
    Job job = cancelledWhileItWaits();

    Objects.requireNonNull(greeting.waits)
        .completeExceptionally(ProblemException.of(504, "spawn_timeout", "not ready in time"));

    Eventually.until("the end", () -> StoredJobs.now(job).status.isFinal());
    Job ended = StoredJobs.now(job);
    assertThat(ended.status).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.reason).isEqualTo(EndReason.CANCELLED);
    assertThat(ended.attempts.get(0).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(Objects.requireNonNull(ended.result).error()).isNull();
  }

  @Test
  void runOnce_cancelledJobIsAnsweredAllTheSame_completesIt() {
    Job job = cancelledWhileItWaits();

    Objects.requireNonNull(greeting.waits).complete(null);

    Eventually.until("the end", () -> StoredJobs.now(job).status.isFinal());
    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void runOnce_jobNotDue_leavesItQueued() {
    JobBuilder later = aJob();
    later.build().notBefore = clock.instant().plus(Duration.ofHours(1));
    Job job = queue(later);

    assertThat(result(work.runOnce())).isZero();
    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void runOnce_operationOfWorkers_leavesItQueued() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    queue.backlog().add(QueuedJob.of(job, Duration.ofMinutes(1)));

    assertThat(result(work.runOnce())).isZero();
    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void runOnce_cancelledMeanwhile_leavesTheBacklog() {
    Job job = queue(aJob());
    result(jobs.cancelUnfetched(job, EndReason.CANCELLED));
    queue.backlog().add(QueuedJob.of(job, Duration.ofMinutes(1)));

    result(work.runOnce());

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.CANCELLED);
    assertThat(queue.backlog().find(job.id)).isEmpty();
  }

  private Job cancelledWhileItWaits() {
    greeting.waits = new CompletableFuture<>();
    Job job = queue(aJob());
    result(work.runOnce());
    assertThat(result(jobs.requestCancel(job))).isNotNull();
    return job;
  }

  private String printed(Job job) {
    return Chunks.text(result(log.read(job.id, 1, 0, 1)).get(0).frames().get(0));
  }

  private Job queue(JobBuilder builder) {
    Job job = StoredJobs.insert(builder.operation(OPERATION).queued());
    queue.backlog().add(QueuedJob.of(job, Duration.ofMinutes(1)));
    return job;
  }

  private static final class Greeting implements ServerOperation {
    private String text = "hello\n";
    private boolean broken;
    private boolean refuses;
    private @Nullable CompletableFuture<Void> waits;

    @Override
    public boolean waits() {
      return waits != null;
    }

    @Override
    public String name() {
      return OPERATION;
    }

    @Override
    public ObjectNode readPayload(JsonFields fields) {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Uni<Answer> run(Job job) {
      if (refuses) {
        throw ProblemException.notFound("thing", "x");
      }
      CompletableFuture<Void> event = waits;
      return event == null ? answer() : Uni.createFrom().completionStage(event).chain(this::answer);
    }

    private Uni<Answer> answer() {
      return broken
          ? Uni.createFrom().failure(new IllegalStateException("secret of the server"))
          : Uni.createFrom()
              .item(
                  () ->
                      new Answer(
                          text, JsonNodeFactory.instance.objectNode().put("greeting", "hello")));
    }
  }
}
