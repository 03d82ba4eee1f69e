package dev.sluice.transfer;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.PlainRoutes;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputLog;
import dev.sluice.output.StoredChunk;
import dev.sluice.store.PlainStore;
import dev.sluice.token.Scope;
import dev.sluice.wire.ImportAnswer;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class TransferContractTest {
  private static final String WORKER =
      "{\"worker\":{\"worker_id\":\"%s\",\"hostname\":\"h\",\"cpu_count\":2}}\n";

  @Inject Jobs jobs;
  @Inject OutputLog log;
  @Inject LogReader reader;
  @Inject EndAttempt endAttempt;
  @Inject Workers workers;
  @Inject WorkerCache cache;
  @Inject ImportBatch batch;
  @Inject ExportRoute export;
  @Inject Vertx vertx;
  private PlainRoutes server;

  @BeforeEach
  void serve() {
    server = PlainRoutes.serve(vertx, Set.of(Scope.BACKUP), export::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void export_importedElsewhere_isTheSame() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(ended("out " + i + "\n").id);
    }
    ids.add(StoredJobs.insert(aJob().queued().payload("{\"command\":\"x\"}")).id);
    String before = linesOf(ids);

    remove(ids);
    ImportAnswer answer = run(before);

    assertThat(answer).isEqualTo(new ImportAnswer(41, 0, List.of()));
    assertThat(linesOf(ids)).isEqualTo(before).contains("out 39\\n", "\"base64\"");
    assertThat(before.lines()).hasSize(40 * 3 + 1);
  }

  @Test
  void import_twice_isOnce() {
    Job job = ended("x");
    String lines = linesOf(List.of(job.id)) + WORKER.formatted(job.id);
    remove(List.of(job.id));

    assertThat(run(lines)).isEqualTo(new ImportAnswer(2, 0, List.of()));
    assertThat(run(lines)).isEqualTo(new ImportAnswer(0, 2, List.of()));
    assertThat(run(lines + lines)).isEqualTo(new ImportAnswer(0, 4, List.of()));
  }

  @Test
  void import_jobThatRanOnHere_isKept() {
    Job queued = StoredJobs.insert(aJob().queued());
    String lines = linesOf(List.of(queued.id));
    Job running = StoredJobs.run(jobs, queued, "w");

    assertThat(run(lines).known()).isEqualTo(1);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void import_killedAfterTheOutput_isCompletedByTheNext() {
    Job job = ended("x");
    String lines = linesOf(List.of(job.id));
    result(Job.mongoCollection().deleteOne(eq("_id", job.id)));

    assertThat(run(lines).stored()).isEqualTo(1);
    assertThat(linesOf(List.of(job.id))).isEqualTo(lines);
  }

  @Test
  void import_dryRun_saysTheSameAndStoresNothing() {
    Job job = ended("x");
    String lines = linesOf(List.of(job.id)) + WORKER.formatted(job.id) + "{}\n";
    remove(List.of(job.id));

    ImportAnswer answer = result(batch.run(bytes(lines), true, true));

    assertThat(answer.stored()).isEqualTo(2);
    assertThat(answer.refused()).extracting(ImportAnswer.Refused::line).containsExactly(4);
    assertThat(StoredJobs.exists(job)).isFalse();
    assertThat(result(reader.existing(List.of(job.id + "/1/0")))).isEmpty();
    assertThat(workers.find(job.id).await().indefinitely()).isNull();
  }

  @Test
  void import_brokenLines_areRefusedByIndexAndTheRestIsStored() {
    Job job = StoredJobs.insert(aJob().queued());
    String good = linesOf(List.of(job.id));
    remove(List.of(job.id));

    ImportAnswer answer =
        run("nonsense\n\n{\"job\":{\"job_id\":\"j\",\"status\":\"QUEUED\"}}\n" + good + "[1]\n");

    assertThat(answer.stored()).isEqualTo(1);
    assertThat(answer.refused())
        .extracting(ImportAnswer.Refused::line, ImportAnswer.Refused::id)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, null),
            org.assertj.core.groups.Tuple.tuple(2, "j"),
            org.assertj.core.groups.Tuple.tuple(4, null));
    assertThat(answer.refused().get(1).reason()).contains("operation must be a name");
  }

  @Test
  void import_jobWithoutItsOutput_isRefused() {
    Job job = ended("x");
    String lines = linesOf(List.of(job.id));
    remove(List.of(job.id));

    ImportAnswer answer =
        run(lines.lines().filter(l -> l.startsWith("{\"job\"")).findFirst().orElseThrow());

    assertThat(answer.refused())
        .extracting(ImportAnswer.Refused::code)
        .containsExactly("output_missing");
    assertThat(StoredJobs.exists(job)).isFalse();
  }

  @Test
  void import_jobToRunWithoutTheScopeToSubmit_isRefused() {
    Job ended = ended("x");
    Job queued = StoredJobs.insert(aJob().queued());
    String lines = linesOf(List.of(ended.id, queued.id));
    remove(List.of(ended.id, queued.id));

    ImportAnswer answer = result(batch.run(bytes(lines), false, false));

    assertThat(answer.stored()).isEqualTo(1);
    assertThat(answer.refused())
        .extracting(ImportAnswer.Refused::code)
        .containsExactly("insufficient_scope");
    assertThat(StoredJobs.exists(queued)).isFalse();
  }

  @Test
  void import_job_isToldToTheScheduler_andItsEndIsNoEndOfHere() {
    Job ended = ended("x");
    Job queued = StoredJobs.insert(aJob().queued());
    String lines = linesOf(List.of(ended.id, queued.id));
    remove(List.of(ended.id, queued.id));
    List<JobChange> seen = new ArrayList<>();
    jobs.changes().project(seen::add);

    run(lines);

    assertThat(seen).extracting(change -> change.job().id).contains(ended.id, queued.id);
    assertThat(seen)
        .filteredOn(JobChange::isMove)
        .extracting(change -> change.job().id)
        .containsExactly(queued.id);
  }

  @Test
  void import_worker_isOfflineUntilItsAgentRegisters() {
    run(WORKER.formatted("old-1"));

    Worker worker = Objects.requireNonNull(result(workers.find("old-1")));
    assertThat(worker.offline).isTrue();
    assertThat(worker.tokenDigest).isEmpty();
    assertThat(cache.find("old-1")).isPresent();
    assertThat(server.get("/v1/export").text()).contains("\"worker_id\":\"old-1\"");
  }

  private Job ended(String text) {
    Job queued = StoredJobs.insert(aJob().queued());
    Job lost = StoredJobs.run(jobs, queued, "w");
    print(lost, text);
    Job again =
        Objects.requireNonNull(result(endAttempt.end(lost, AttemptEnd.workerLost("silent"))));
    Job job = StoredJobs.run(jobs, again, "w");
    print(job, text);
    return Objects.requireNonNull(
        result(endAttempt.end(job, new AttemptEnd(EndReason.COMPLETED, 0, null, null))));
  }

  private void print(Job job, String text) {
    byte[] body = body(out(text), err("€"), out(new byte[] {(byte) 0xff, 0}));
    String token = Objects.requireNonNull(job.lease).token();
    result(log.append(job.id, job.attemptNumber(), token, 0, body));
  }

  private void remove(List<String> ids) {
    List<String> chunks =
        ids.stream().flatMap(id -> List.of(id + "/1/0", id + "/2/0").stream()).toList();
    result(StoredChunk.mongoCollection().deleteMany(in("_id", chunks)));
    result(Job.mongoCollection().deleteMany(in("_id", ids)));
  }

  private String linesOf(List<String> ids) {
    return server
        .get("/v1/export")
        .text()
        .lines()
        .filter(line -> ids.stream().anyMatch(line::contains))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private ImportAnswer run(String lines) {
    return result(batch.run(bytes(lines), false, true));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
