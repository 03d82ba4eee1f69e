package dev.sluice.worker;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import dev.sluice.http.ProblemException;
import dev.sluice.store.Stored;
import dev.sluice.time.Topic;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.WorkerRegistration;
import dev.sluice.worker.WorkerChange.Kind;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;

/**
 * The only writer of workers: one conditional write each, and listeners are told once it is done.
 */
@ApplicationScoped
public class Workers {
  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final WorkerConfig config;
  private final Clock clock;
  private final Topic<WorkerChange> changes = new Topic<>();

  Workers(WorkerConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  public Topic<WorkerChange> changes() {
    return changes;
  }

  public Uni<Optional<Worker>> find(String id) {
    return workers().find(eq("_id", id)).collect().first().map(Optional::ofNullable);
  }

  /** Every worker that was not removed. */
  public Uni<List<Worker>> list() {
    return workers().find(ne("deleted", true)).collect().asList();
  }

  /** A new incarnation under {@code id}; the one before it is no longer believed. */
  Uni<Worker> register(String id, WorkerRegistration registration, String token) {
    Worker worker = worker(id, registration, token);
    return workers()
        .insertOne(worker)
        .replaceWith(worker)
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(
            () ->
                workers()
                    .findOneAndReplace(
                        eq("_id", id),
                        worker,
                        new com.mongodb.client.model.FindOneAndReplaceOptions()
                            .returnDocument(ReturnDocument.AFTER)))
        // Removed between the two writes: insert after all.
        .chain(
            written ->
                written == null
                    ? register(id, registration, token)
                    : Uni.createFrom().item(written))
        .invoke(written -> changes.publish(new WorkerChange(written, Kind.JOINED)));
  }

  /**
   * @return nothing when no live worker has this id and token
   */
  Uni<Optional<Worker>> heartbeat(String id, String token, Heartbeat heartbeat) {
    return change(
        and(eq("_id", id), eq("tokenDigest", Tokens.digest(token)), ne("deleted", true)),
        combine(
            set("cpuUsage", heartbeat.cpuUsage()),
            set("ramFreeMb", heartbeat.ramFreeMb()),
            set("lastHeartbeatAt", clock.instant()),
            set("offline", false)),
        Kind.HEARTBEAT);
  }

  /** Nothing was heard of this incarnation for too long; nothing changes if it has been since. */
  public Uni<Optional<Worker>> fellSilent(Worker worker) {
    Bson sinceThen = and(ofIncarnation(worker), eq("lastHeartbeatAt", worker.lastHeartbeatAt));
    return change(sinceThen, set("offline", true), Kind.SILENT);
  }

  /** A failure of its own: it rests before it gets new work. */
  public Uni<Optional<Worker>> coolDown(String id) {
    Instant until = clock.instant().plus(config.cooldown());
    return change(eq("_id", id), set("cooldownUntil", until), Kind.STANDING);
  }

  Uni<Worker> drain(String id, boolean draining) {
    return change(and(eq("_id", id), ne("deleted", true)), set("draining", draining), Kind.STANDING)
        .map(written -> written.orElseThrow(() -> unknown(id)));
  }

  Uni<Worker> delete(String id) {
    return change(and(eq("_id", id), ne("deleted", true)), set("deleted", true), Kind.STANDING)
        .map(written -> written.orElseThrow(() -> unknown(id)));
  }

  static ProblemException unknown(String id) {
    return ProblemException.notFound("worker", id);
  }

  private Worker worker(String id, WorkerRegistration registration, String token) {
    Worker worker = new Worker();
    worker.id = id;
    worker.incarnation = Tokens.next();
    worker.tokenDigest = Tokens.digest(token);
    worker.hostname = registration.hostname();
    worker.os = registration.os();
    worker.version = registration.version();
    worker.cpuCount = registration.cpuCount();
    worker.ramTotalMb = registration.ramTotalMb();
    worker.ramFreeMb = registration.ramTotalMb();
    worker.labels = registration.labels();
    worker.maxParallel = registration.maxParallel();
    worker.capabilities = registration.capabilities();
    worker.registeredAt = clock.instant();
    worker.lastHeartbeatAt = worker.registeredAt;
    return worker;
  }

  private static Bson ofIncarnation(Worker worker) {
    return and(eq("_id", worker.id), eq("incarnation", worker.incarnation));
  }

  private Uni<Optional<Worker>> change(Bson filter, Bson update, Kind kind) {
    return workers()
        .findOneAndUpdate(filter, update, AFTER)
        .map(Optional::ofNullable)
        .invoke(
            written ->
                written.ifPresent(worker -> changes.publish(new WorkerChange(worker, kind))));
  }

  private static ReactiveMongoCollection<Worker> workers() {
    return Worker.mongoCollection();
  }
}
