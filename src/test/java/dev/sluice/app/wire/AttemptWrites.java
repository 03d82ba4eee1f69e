package dev.sluice.app.wire;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.store.faulty.FaultyWire.command;
import static io.restassured.RestAssured.given;

import com.mongodb.client.model.Filters;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.output.Chunks;
import dev.sluice.output.EndAttempt;
import dev.sluice.store.faulty.WireCommand;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What happens to attempts: the leader assigns them, workers report, duties take them back. */
final class AttemptWrites {
  /** The write of a chunk of output. */
  static final Predicate<WireCommand> CHUNK = command("insert", "output");

  private static final String GATE = "findAndModify";
  private static final String RUNS = "RUNNING, revision 2, attempts [held]";

  private final Jobs jobs;
  private final EndAttempt endAttempt;
  private final Membership membership;
  private final Workers workers;

  AttemptWrites(Jobs jobs, EndAttempt endAttempt, Membership membership, Workers workers) {
    this.jobs = jobs;
    this.endAttempt = endAttempt;
    this.membership = membership;
    this.workers = workers;
  }

  List<Write> all() {
    return List.of(
        assignment("assign a job", GATE, 1),
        assignment("assign jobs together", "update", 2),
        fetch(),
        chunk(),
        result("COMPLETED", "COMPLETED, revision 3, attempts [COMPLETED]"),
        result("EXIT_CODE", "FAILED, revision 3, attempts [EXIT_CODE]"),
        result("WORKER_REPORTED", "QUEUED, revision 3, attempts [WORKER_REPORTED]"),
        takenBack(),
        handedOutAgain());
  }

  private Write assignment(String name, String command, int count) {
    String before = "QUEUED, revision 0, attempts []";
    String after = "ASSIGNED, revision 1, attempts [held]";
    return new Write(
        name,
        command(command, "jobs"),
        times(before, count),
        times(after, count),
        times(after, count),
        () -> {
          List<Job> queued =
              Stream.generate(() -> StoredJobs.insert(aJob().operation("contract").queued()))
                  .limit(count)
                  .toList();
          List<Placement> placements =
              queued.stream()
                  .map(j -> new Placement(j.id, 1, StoredJobs.lease("t-" + j.id, "w"), false))
                  .toList();
          return new Write.Subject(
              () -> Told.done(jobs.assign(placements)),
              () -> queued.stream().map(job -> States.job(job.id)).toList().toString());
        });
  }

  private static String times(String state, int count) {
    return Stream.generate(() -> state).limit(count).toList().toString();
  }

  private Write fetch() {
    return new Write(
        "fetch an assignment",
        command(GATE, "jobs"),
        "ASSIGNED, revision 1, attempts [held]",
        RUNS,
        RUNS,
        () -> {
          Job assigned = worker().assigned();
          return new Write.Subject(
              () -> Told.done(jobs.fetched(assigned)), () -> States.job(assigned.id));
        });
  }

  private Write chunk() {
    return new Write(
        "append a chunk",
        CHUNK,
        "0 chunks",
        "1 chunks",
        "1 chunks",
        () -> {
          Job running = worker().running();
          return new Write.Subject(
              () -> append(running),
              () ->
                  WiredStore.direct("output")
                          .countDocuments(Filters.regex("_id", "^" + running.id + "/"))
                      + " chunks");
        });
  }

  /** Posts the first chunk of the first attempt. */
  static boolean append(Job running) {
    return Told.done(
        given()
            .header("Sluice-Lease", running.id)
            .body(Chunks.body(Chunks.out("printed")))
            .post("/v1/jobs/" + running.id + "/output?attempt=1&seq=0"));
  }

  private Write result(String outcome, String after) {
    return ofRunning("result " + outcome, after, job -> report(job, outcome));
  }

  private Write ofRunning(String name, String after, Function<Job, Boolean> call) {
    return new Write(
        name,
        command(GATE, "jobs"),
        RUNS,
        after,
        after,
        () -> {
          Job running = worker().running();
          return new Write.Subject(() -> call.apply(running), () -> States.job(running.id));
        });
  }

  private static boolean report(Job job, String outcome) {
    String body =
        """
        {"attempt": 1, "outcome": "%s", "chunks": 0, "error": {"code": "c", "message": "m"}}
        """
            .formatted(outcome);
    return Told.done(
        given().header("Sluice-Lease", job.id).body(body).post("/v1/jobs/" + job.id + "/result"));
  }

  private Write takenBack() {
    String after = "QUEUED, revision 3, attempts [WORKER_LOST]";
    return ofRunning(
        "take an attempt back",
        after,
        job -> Told.done(endAttempt.end(job, AttemptEnd.workerLost("silent"))));
  }

  private Write handedOutAgain() {
    String after = "QUEUED, revision 3, attempts [NOT_FETCHED]";
    return ofRunning(
        "take back an attempt that was not received",
        after,
        job -> Told.done(endAttempt.notReceived(job, "not listed")));
  }

  private RegisteredWorker worker() {
    return RegisteredWorker.register(membership, workers, jobs);
  }
}
