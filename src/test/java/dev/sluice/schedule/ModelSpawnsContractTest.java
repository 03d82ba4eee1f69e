package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.CommandFields;
import dev.sluice.job.submit.Operation;
import dev.sluice.job.submit.Operations;
import dev.sluice.job.submit.Submitting;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.replica.lead.ManualLeadership;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.store.StoredJson;
import dev.sluice.time.Timers;
import dev.sluice.wire.JobError;
import dev.sluice.worker.Presence;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class ModelSpawnsContractTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog output;
  @Inject JobConfig jobConfig;
  @Inject ScheduleConfig config;
  @Inject Assigner assigner;
  @Inject Workers workers;
  @Inject WorkerCache cache;
  @Inject Presence presence;
  @Inject Clock clock;
  @Inject Timers timers;
  private final Spawning operation = new Spawning();
  private final String model = "model-" + UUID.randomUUID();
  private Submitting submitting;
  private Server leader;

  @BeforeEach
  void aServer() {
    submitting = new Submitting(jobConfig, clock, operation);
    leader = new Server(1);
  }

  @Test
  void look_twoLeadersAndTwentyJobs_submitsOneSpawn() {
    Server second = new Server(1);
    for (int i = 0; i < 20; i++) {
      queue(leader, second);
    }

    Uni<Void> both =
        Uni.combine().all().unis(leader.spawns.look(), second.spawns.look()).discardItems();
    result(both);

    Job spawn = onlySpawn();
    assertThat(spawn.status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJson.node(spawn.payload).path("model_id").asText()).isEqualTo(model);
    assertThat(spawn.requirements.labels()).isEqualTo(Map.of("zone", "a"));
    assertThat(spawn.requirements.cpu()).isEqualTo(2);
    assertThat(leader.spawnJob()).isEqualTo(spawn.id);
    assertThat(second.spawnJob()).isEqualTo(spawn.id);
  }

  @Test
  void look_again_submitsNoOther() {
    queue(leader);
    result(leader.spawns.look());
    queue(leader);

    result(leader.spawns.look());

    onlySpawn();
  }

  @Test
  void look_serverThatDoesNotLead_learnsWhichJobSpawns() {
    Server follower = new Server(0);
    queue(leader, follower);
    result(follower.spawns.look());
    assertThat(follower.spawnJob()).isNull();
    result(leader.spawns.look());

    result(follower.spawns.look());

    assertThat(follower.spawnJob()).isEqualTo(onlySpawn().id);
  }

  @Test
  void look_serverDiedBeforeItStoredTheSpawn_storesItUnderTheSameId() {
    queue(leader);
    result(leader.spawns.look());
    Job spawn = onlySpawn();
    result(Job.mongoCollection().deleteOne(Filters.eq("_id", spawn.id)));
    Server next = new Server(2);
    queue(next);

    result(next.spawns.look());

    assertThat(onlySpawn().id).isEqualTo(spawn.id);
  }

  @Test
  void look_spawnFailed_failsTheJobsThatWaitedWithItsError() {
    Job first = queue(leader);
    Job second = queue(leader);
    result(leader.spawns.look());
    end(onlySpawn(), EndReason.EXIT_CODE);

    result(leader.spawns.look());

    for (Job job : List.of(first, second)) {
      Job failed = StoredJobs.now(job);
      assertThat(failed.status).isEqualTo(JobStatus.FAILED);
      JobError error = Objects.requireNonNull(Objects.requireNonNull(failed.result).error());
      assertThat(error.code()).isEqualTo("spawn_failed");
      assertThat(error.message()).contains(model, onlySpawn().id, "was not healthy");
      assertThat(error.evidence()).isEqualTo("no such weights");
    }
  }

  @Test
  void look_jobQueuedAfterTheSpawnFailed_submitsAnother() {
    queue(leader);
    result(leader.spawns.look());
    Job failed = onlySpawn();
    end(failed, EndReason.EXIT_CODE);
    result(leader.spawns.look());
    Job later = queuedAt(clock.instant().plusSeconds(60), leader);

    result(leader.spawns.look());

    assertThat(StoredJobs.now(later).status).isEqualTo(JobStatus.QUEUED);
    assertThat(spawnJobs()).hasSize(2);
    assertThat(leader.spawnJob()).isNotEqualTo(failed.id);
  }

  @Test
  void look_processEndedByItself_submitsAnother() {
    Job job = queue(leader);
    result(leader.spawns.look());
    end(onlySpawn(), EndReason.COMPLETED);

    result(leader.spawns.look());

    assertThat(spawnJobs()).hasSize(2);
    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void look_spawnIsRefused_failsTheJobs() {
    operation.refuses = true;
    Job job = queue(leader);

    result(leader.spawns.look());

    assertThat(spawnJobs()).isEmpty();
    JobError error = Objects.requireNonNull(StoredJobs.now(job).result).error();
    assertThat(Objects.requireNonNull(error).code()).isEqualTo("spawn_failed");
    assertThat(error.message()).contains("the process 'p' exists");
  }

  private Job queue(Server... servers) {
    return queuedAt(clock.instant().minusSeconds(60), servers);
  }

  private Job queuedAt(Instant at, Server... servers) {
    JobBuilder builder =
        aJob()
            .operation("infer")
            .payload("{\"spawn\":{\"command\":\"serve\",\"requirements\":{\"cpu\":2}}}")
            .needs(0, 0, Map.of("model_id", model, "zone", "a"))
            .queuedAt(at);
    builder.build().spawns = true;
    Job job = StoredJobs.insert(builder);
    for (Server server : servers) {
      server.queue.backlog().add(QueuedJob.of(job, Duration.ofMinutes(1)));
    }
    return job;
  }

  private void end(Job spawn, EndReason reason) {
    Job running = StoredJobs.run(jobs, spawn, "w");
    JobError error = new JobError("not_ready", "was not healthy in time", "no such weights");
    AttemptEnd end =
        new AttemptEnd(reason, null, null, reason == EndReason.COMPLETED ? null : error);
    result(jobs.end(running, end, AttemptOutput.NONE));
  }

  private Job onlySpawn() {
    List<Job> found = spawnJobs();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Job> spawnJobs() {
    return result(
            Job.mongoCollection().find(Filters.eq("operation", "process_spawn")).collect().asList())
        .stream()
        .filter(job -> job.payload.contains(model))
        .toList();
  }

  /** A server with a queue of its own. */
  private final class Server {
    private final JobQueue queue;
    private final ModelSpawns spawns;

    Server(long epoch) {
      Operations operations = new Operations(List.of(operation));
      queue = new JobQueue(jobs, jobConfig, config, operations, clock, timers);
      ServerWork work = new ServerWork(queue, jobs, operations, output, endAttempt, clock);
      Scheduler scheduler =
          new Scheduler(new ManualLeadership(epoch), assigner, work, jobs, workers, presence);
      scheduler.recovered();
      if (epoch > 0) {
        scheduler.lead(epoch);
      }
      spawns = new ModelSpawns(scheduler, queue, jobs, cache, submitting.once(jobs), work);
    }

    @Nullable String spawnJob() {
      return queue.headsThatSpawn().stream()
          .flatMap(List::stream)
          .findFirst()
          .flatMap(job -> queue.spawnJobs().find(job.kind()))
          .orElse(null);
    }
  }

  private static final class Spawning implements Operation {
    private boolean refuses;

    @Override
    public String name() {
      return "process_spawn";
    }

    @Override
    public ObjectNode readPayload(JsonFields fields) {
      return CommandFields.read(fields).put("model_id", fields.string("model_id", 256));
    }

    @Override
    public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
      if (refuses) {
        throw ProblemException.of(409, "process_exists", "the process 'p' exists");
      }
      return Uni.createFrom().item(payload);
    }
  }
}
