package dev.sluice.app.wire;

import static dev.sluice.store.faulty.FaultyWire.command;
import static io.restassured.RestAssured.given;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.job.Jobs;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Workers join, are heard, and leave. */
final class WorkerWrites {
  private static final String GATE = "findAndModify";
  private static final String STANDS = "stored []";

  private final Jobs jobs;
  private final Membership membership;
  private final Workers workers;

  WorkerWrites(Jobs jobs, Membership membership, Workers workers) {
    this.jobs = jobs;
    this.membership = membership;
    this.workers = workers;
  }

  List<Write> all() {
    return List.of(
        registration(),
        heartbeat(),
        standing("drain", "stored [draining]", w -> Told.done(post(w, "drain"))),
        standing("remove", "stored [deleted]", w -> removed(w)),
        standing("silence", "stored [offline]", w -> Told.done(workers.fellSilent(w.stored()))),
        standing("cool down", "stored [] cooling", w -> Told.done(workers.coolDown(w.id()))),
        leave());
  }

  private static Write registration() {
    return new Write(
        "register",
        command("insert", "workers"),
        States.NOTHING,
        STANDS,
        STANDS,
        () -> {
          String id = "w-" + UUID.randomUUID();
          String body =
              """
              {"worker_id": "%s", "hostname": "h", "cpu_count": 1, "ram_total_mb": 64,
               "max_parallel": 1, "capabilities": ["none"]}
              """
                  .formatted(id);
          return new Write.Subject(
              () ->
                  Told.done(
                      given()
                          .header("Sluice-Name-Secret", "secret-of-" + id)
                          .body(body)
                          .post("/v1/workers")),
              () -> States.worker(id));
        });
  }

  private Write heartbeat() {
    return new Write(
        "heartbeat",
        command(GATE, "workers"),
        "stored [offline]",
        STANDS,
        STANDS,
        () -> {
          RegisteredWorker worker = worker();
          WiredStore.direct("workers")
              .updateOne(Filters.eq("_id", worker.id()), Updates.set("offline", true));
          return new Write.Subject(
              () -> Told.done(post(worker, "heartbeat")), () -> States.worker(worker.id()));
        });
  }

  private Write standing(String name, String after, Function<RegisteredWorker, Boolean> call) {
    return new Write(
        name,
        command(GATE, "workers"),
        STANDS,
        after,
        after,
        () -> {
          RegisteredWorker worker = worker();
          return new Write.Subject(() -> call.apply(worker), () -> States.worker(worker.id()));
        });
  }

  /** The first of its writes meets the fault. */
  private Write leave() {
    return new Write(
        "leave",
        command(GATE, "workers"),
        STANDS,
        "stored [offline]",
        States.NOTHING,
        () -> {
          RegisteredWorker worker = worker();
          return new Write.Subject(
              () -> Told.done(membership.leave(worker.stored())), () -> States.worker(worker.id()));
        });
  }

  /** A worker that is gone has been removed. */
  private static boolean removed(RegisteredWorker worker) {
    Response response = given().delete("/v1/workers/" + worker.id());
    return response.statusCode() == 404 || Told.done(response);
  }

  private static Response post(RegisteredWorker worker, String call) {
    return given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{\"cpu_usage\": 1, \"ram_free_mb\": 1, \"running\": []}")
        .post("/v1/workers/" + worker.id() + "/" + call);
  }

  private RegisteredWorker worker() {
    return RegisteredWorker.register(membership, workers, jobs);
  }
}
