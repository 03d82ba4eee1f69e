package dev.sluice.schedule.duty;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.submit.IdempotencyKeys;
import dev.sluice.output.OutputChunk;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.LastHeard;
import dev.sluice.schedule.match.Queue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.wire.Outcome;
import dev.sluice.worker.LostAttempts;
import dev.sluice.worker.Polls;
import dev.sluice.worker.Roster;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class DutiesContractTest {
  @Inject Jobs jobs;
  @Inject OutputLog output;
  @Inject IdempotencyKeys keys;
  @Inject ScheduleConfig config;
  @Inject Queue queue;
  @Inject Clock clock;
  @Inject Roster roster;
  @Inject Workers workers;
  @Inject Polls polls;
  @Inject LostAttempts lost;
  @Inject WorkerConfig workerConfig;

  private final Rarely atOnce = new Rarely(new ManualTimers());

  @Test
  void anUnopenedJobIsCancelledWhenItsTimeIsOver() {
    Job job = expiring(aJob());

    expire(job);

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.CANCELLED);
    assertThat(StoredJobs.now(job).reason).isEqualTo("EXPIRED");
  }

  @Test
  void aFinishedJobIsPurgedWithItsOutput() {
    Job job = expiring(aJob().runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 2));
    store(job, 0);
    store(job, 1);

    expire(job);

    assertThat(StoredJobs.exists(job)).isFalse();
    assertThat(chunksOf(job)).isZero();
  }

  @Test
  void onePurgeTakesBatchAfterBatch() {
    ScheduleConfig two =
        Settings.of(ScheduleConfig.class, Map.of("sluice.schedule.purge-batch", "2"));
    List<Job> expired =
        Stream.generate(() -> expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0)))
            .limit(5)
            .toList();

    int purged = result(purge(two, new ManualTimers()).runOnce(inAnHour().plusSeconds(1)));

    assertThat(purged).isGreaterThanOrEqualTo(5);
    assertThat(expired).noneMatch(StoredJobs::exists);
  }

  @Test
  void aPurgeLeavesOffWhenItsTimeIsOver() {
    Map<String, String> settings =
        Map.of("sluice.schedule.purge-batch", "1", "sluice.schedule.purge-for", "0s");
    ScheduleConfig noTime = Settings.of(ScheduleConfig.class, settings);
    expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0));
    expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0));

    assertThat(result(purge(noTime, new ManualTimers()).runOnce(inAnHour().plusSeconds(1))))
        .isEqualTo(1);
  }

  private Expire purge(ScheduleConfig settings, ManualTimers timers) {
    return new Expire(jobs, output, keys, settings, new Rarely(timers), timers);
  }

  @Test
  void whatWasOpenedInTheMeantimeStays() {
    Job job = expiring(aJob().queued());

    expire(job);

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aJobOfWhichNoSignalCameIsCaughtUpWith() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    assertThat(queue.backlog().find(job.id)).isEmpty();

    result(new CatchUp(queue, jobs, atOnce).runOnce(clock.instant()));

    assertThat(queue.backlog().find(job.id)).isPresent();
  }

  @Test
  void whatIsNotQueuedAnyMoreLeavesTheBacklogWhenItIsLookedUp() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    result(jobs.cancelUnfetched(queued, "CANCELLED"));
    // As if it had been read before that and taken over after.
    queue.backlog().add(QueuedJob.of(queued, Duration.ofMinutes(1)));

    result(queue.recheck(List.of(queued.id, "job-none")));

    assertThat(queue.backlog().find(queued.id)).isEmpty();
  }

  @Test
  void aWorkerThatIsSilentForLongGoesOfflineAndItsWorkElsewhere() {
    ManualTimers timers = new ManualTimers();
    String worker = register();
    RetireSilentWorkers duty = retire(timers);
    result(duty.runOnce(clock.instant()));
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    Job running = StoredJobs.run(jobs, queued, worker);
    timers.advance(Duration.ofSeconds(31));

    result(duty.runOnce(clock.instant()));

    assertThat(roster.find(worker).orElseThrow().offline).isTrue();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aWorkerWhosePollBreaksOffIsWaitedForUntilItsNextHeartbeatOnly() throws IOException {
    ManualTimers timers = new ManualTimers();
    JsonPath steady = registration();
    JsonPath killed = registration();
    RetireSilentWorkers duty = retire(timers);
    result(duty.runOnce(clock.instant()));
    breakPoll(killed);
    timers.advance(workerConfig.heartbeat().multipliedBy(3).dividedBy(2).plusMillis(1));

    result(duty.runOnce(clock.instant()));

    assertThat(roster.find(killed.getString("worker_id")).orElseThrow().offline).isTrue();
    assertThat(roster.find(steady.getString("worker_id")).orElseThrow().offline).isFalse();
  }

  /** Polls as a worker does, and cuts the connection while the poll waits. */
  private void breakPoll(JsonPath worker) throws IOException {
    String id = worker.getString("worker_id");
    String body = "{\"running\":[]}";
    String request =
        "POST /v1/workers/%s/poll?wait=30s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(id, worker.getString("token"), body.length(), body);
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Eventually.until("its poll waits", () -> polls.claimSlot(id));
    }
    Eventually.until("it is suspect", () -> roster.isSuspect(id));
  }

  @Test
  void aJumpOfTheWallClockRetiresNobody() {
    String worker = register();
    RetireSilentWorkers duty = retire(new ManualTimers());
    result(duty.runOnce(clock.instant()));

    result(duty.runOnce(clock.instant().plus(Duration.ofDays(1))));

    assertThat(roster.find(worker).orElseThrow().offline).isFalse();
  }

  private RetireSilentWorkers retire(ManualTimers timers) {
    return new RetireSilentWorkers(
        roster, workers, lost, new LastHeard(workers, polls, timers), workerConfig, timers);
  }

  private static String register() {
    return registration().getString("worker_id");
  }

  private static JsonPath registration() {
    return given()
        .body(
            "{\"hostname\":\"h\",\"cpu_count\":1,\"ram_total_mb\":1,\"max_parallel\":1,"
                + "\"capabilities\":[\"none\"]}")
        .post("/v1/workers")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private Job expiring(JobBuilder builder) {
    Job job = builder.operation("contract").build();
    job.expiresAt = inAnHour();
    return StoredJobs.insert(builder);
  }

  private Instant inAnHour() {
    return clock.instant().plus(Duration.ofHours(1));
  }

  private void expire(Job job) {
    assertThat(job.expiresAt).isNotNull();
    result(
        new Expire(jobs, output, keys, config, atOnce, new ManualTimers())
            .runOnce(inAnHour().plus(Duration.ofHours(1))));
  }

  private static void store(Job job, int seq) {
    OutputChunk chunk = new OutputChunk();
    chunk.id = job.id + "/1/" + seq;
    result(OutputChunk.mongoCollection().insertOne(chunk));
  }

  private static long chunksOf(Job job) {
    return result(
        OutputChunk.mongoCollection()
            .countDocuments(Filters.in("_id", job.id + "/1/0", job.id + "/1/1")));
  }
}
