package dev.sluice.app.wire;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.store.faulty.FaultyWire.command;
import static io.restassured.RestAssured.given;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.wire.Outcome;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** What clients do with jobs, and what the server does with those that are over. */
final class JobWrites {
  private static final String GATE = "findAndModify";
  private final Jobs jobs;

  JobWrites(Jobs jobs) {
    this.jobs = jobs;
  }

  List<Write> all() {
    return List.of(
        submission("insert", "jobs", "[SUBMITTED]"),
        submission("insert", "idempotency", "[]"),
        batch(),
        call("open", submitted(), "start", "SUBMITTED, revision 0", "QUEUED, revision 1"),
        call("cancel a job", queued(), "cancel", "QUEUED, revision 0", "CANCELLED, revision 1"),
        call("retry", cancelled(), "retry", "CANCELLED, revision 0", "QUEUED, revision 1"),
        cancelOfARunningJob(),
        deletion());
  }

  private static Write submission(String name, String collection, String after) {
    return new Write(
        "submission with a key, " + collection,
        command(name, collection),
        "[]",
        after,
        "[SUBMITTED]",
        () -> submitted("", "/v1/jobs", ""));
  }

  private static Write batch() {
    String three = "[SUBMITTED, SUBMITTED, SUBMITTED]";
    return new Write(
        "batch with a key",
        command("insert", "jobs"),
        "[]",
        three,
        three,
        () -> submitted("{\"jobs\":[%1$s,%1$s,%1$s]}", "/v1/jobs/batch", "jobs"));
  }

  private static Write.Subject submitted(String form, String path, String what) {
    String tag = "tag-" + UUID.randomUUID();
    String one = "{\"operation\":\"exec\",\"command\":\"true\",\"tags\":[\"" + tag + "\"]}";
    String body = form.isEmpty() ? one : form.formatted(one);
    return new Write.Subject(
        () -> Told.done(given().header("Idempotency-Key", what + tag).body(body).post(path)),
        () -> States.tagged(tag));
  }

  private static Write call(
      String name, Supplier<JobBuilder> job, String verb, String before, String after) {
    return ofJob(
        name,
        GATE,
        job,
        before + ", attempts []",
        after + ", attempts []",
        stored -> post(stored.id, verb));
  }

  private static Write cancelOfARunningJob() {
    return ofJob(
        "cancel a running job",
        GATE,
        () -> aJob().operation("contract").runningOn("w"),
        "RUNNING, revision 0, attempts [held]",
        "RUNNING, revision 1, attempts [held], to be cancelled",
        stored -> post(stored.id, "cancel"));
  }

  private Write deletion() {
    return ofJob(
        "delete a job that is over",
        "delete",
        () -> aJob().ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0),
        "COMPLETED, revision 0, attempts []",
        States.NOTHING,
        stored -> jobs.delete(stored));
  }

  private static Write ofJob(
      String name,
      String command,
      Supplier<JobBuilder> builder,
      String before,
      String after,
      Function<Job, Object> call) {
    return new Write(
        name,
        command(command, "jobs"),
        before,
        after,
        after,
        () -> {
          Job job = StoredJobs.insert(builder.get());
          return new Write.Subject(() -> told(call.apply(job)), () -> States.job(job.id));
        });
  }

  private static boolean told(Object outcome) {
    return outcome instanceof Response response ? Told.done(response) : Told.done((Uni<?>) outcome);
  }

  private static Response post(String id, String verb) {
    return given().post("/v1/jobs/" + id + "/" + verb);
  }

  private static Supplier<JobBuilder> submitted() {
    return () -> {
      JobBuilder job = aJob().operation("contract");
      job.build().status = JobStatus.SUBMITTED;
      return job;
    };
  }

  private static Supplier<JobBuilder> queued() {
    return () -> aJob().operation("contract").queued();
  }

  private static Supplier<JobBuilder> cancelled() {
    return () -> {
      JobBuilder job = aJob().operation("contract").queued();
      return job.ended(JobStatus.CANCELLED, Outcome.CANCELLED, 0);
    };
  }
}
