package dev.sluice.worker;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import dev.sluice.store.Stored;
import dev.sluice.text.Sha256;
import dev.sluice.text.Tokens;
import dev.sluice.time.Topic;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.WorkerRegistration;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gate of workers: their only writer. Every change is one conditional write on one document;
 * {@link #changes()} publishes it once it is done.
 */
@ApplicationScoped
public class Workers {
  private static final Logger LOG = Logger.getLogger(Workers.class);

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final WorkerConfig config;
  private final Clock clock;
  private final Topic<Change> changes = new Topic<>();

  Workers(WorkerConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * A worker was written.
   *
   * @param here whether this server made the write
   */
  public record Change(Worker worker, Kind kind, boolean here) {
    public Change(Worker worker, Kind kind) {
      this(worker, kind, true);
    }

    public enum Kind {
      /** Registered, for the first time or again. */
      JOINED,
      HEARTBEAT,
      /** Fell silent. */
      SILENT,
      /** Drained, undrained, cooled down or removed. */
      STANDING,
      /** Its document is deleted. */
      LEFT
    }
  }

  public Topic<Change> changes() {
    return changes;
  }

  /** A null item when there is no such worker. */
  public Uni<@Nullable Worker> find(String id) {
    return workers().find(eq("_id", id)).collect().first();
  }

  /** The existing ones of these workers. */
  public Uni<List<Worker>> find(Collection<String> ids) {
    return workers().find(in("_id", ids)).collect().asList();
  }

  /** Publishes a write of another server. */
  void seen(Worker worker, Change.Kind kind) {
    changes.publish(new Change(worker, kind, false));
  }

  /** All workers but those that were removed. */
  Uni<List<Worker>> list() {
    return workers().find(ne("deleted", true)).collect().asList();
  }

  /**
   * Stores a new incarnation in the place of {@code present}; calls of that one are refused. A null
   * item when another incarnation has taken its place, or it was drained or undrained since it was
   * read.
   *
   * @param present null if the name was free
   */
  Uni<@Nullable Worker> register(@Nullable Worker present, Worker next) {
    Uni<@Nullable Worker> written = present == null ? insert(next) : replace(present, next);
    return written
        .onItem()
        .ifNotNull()
        .invoke(worker -> tell(worker, Change.Kind.JOINED, "registered"));
  }

  /** Stores workers that are offline. Stored workers with the same ids are kept as they are. */
  public Uni<Void> restoreAll(List<Worker> all) {
    return all.isEmpty()
        ? Uni.createFrom().voidItem()
        : workers()
            .insertMany(all, new InsertManyOptions().ordered(false))
            .invoke(stored -> all.forEach(this::restored))
            .onFailure(MongoBulkWriteException.class)
            .invoke(e -> Stored.inSpiteOf(e, all).forEach(this::restored))
            .replaceWithVoid()
            .onFailure(Stored::isDuplicate)
            .recoverWithNull();
  }

  private void restored(Worker worker) {
    tell(worker, Change.Kind.STANDING, "was imported");
  }

  private static Uni<@Nullable Worker> insert(Worker next) {
    return workers()
        .insertOne(next)
        .map(done -> (@Nullable Worker) next)
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  private static Uni<@Nullable Worker> replace(Worker present, Worker next) {
    return workers()
        .findOneAndReplace(
            and(ofIncarnation(present), ne("draining", !present.draining)),
            next,
            new FindOneAndReplaceOptions().returnDocument(ReturnDocument.AFTER));
  }

  /** Stores a heartbeat; a null item when no live worker has this id and token. */
  public Uni<@Nullable Worker> heartbeat(String id, String token, Heartbeat heartbeat) {
    return change(
        and(eq("_id", id), eq("tokenDigest", Sha256.of(token)), ne("deleted", true)),
        combine(
            set("cpuUsage", heartbeat.cpuUsage()),
            set("ramFreeMb", heartbeat.ramFreeMb()),
            set("processes", heartbeat.processes()),
            set("lastHeartbeatAt", clock.instant()),
            set("offline", false)),
        Change.Kind.HEARTBEAT,
        null);
  }

  /**
   * Stores what an agent without a token reports of its worker; a null item when another
   * incarnation took its place.
   *
   * @param cpuUsage of the whole machine, percent 0–100
   */
  public Uni<@Nullable Worker> reported(
      Worker worker, double cpuUsage, long ramFreeMb, long ramTotalMb) {
    return change(
        ofIncarnation(worker),
        combine(
            set("cpuUsage", cpuUsage),
            set("ramFreeMb", ramFreeMb),
            set("ramTotalMb", ramTotalMb),
            set("lastHeartbeatAt", clock.instant()),
            set("offline", false)),
        Change.Kind.HEARTBEAT,
        null);
  }

  /**
   * This incarnation was not heard for too long; a null item when it has sent a heartbeat since.
   */
  public Uni<@Nullable Worker> fellSilent(Worker worker) {
    Bson sinceThen = and(ofIncarnation(worker), eq("lastHeartbeatAt", worker.lastHeartbeatAt));
    return change(sinceThen, set("offline", true), Change.Kind.SILENT, "fell silent");
  }

  /** This incarnation ends: it gets no new work. A null item when another took its place. */
  Uni<@Nullable Worker> ends(Worker worker) {
    return change(ofIncarnation(worker), set("offline", true), Change.Kind.STANDING, null);
  }

  /** The worker failed by itself: it gets no new work for a while. */
  public Uni<@Nullable Worker> coolDown(String id) {
    Instant until = clock.instant().plus(config.cooldown());
    return change(
        eq("_id", id),
        combine(set("cooldownUntil", until), set("cooldownMs", config.cooldown().toMillis())),
        Change.Kind.STANDING,
        "cools down after a failure");
  }

  /** A null item when there is no such worker. */
  Uni<@Nullable Worker> drain(String id, boolean draining) {
    return change(
        and(eq("_id", id), ne("deleted", true)),
        set("draining", draining),
        Change.Kind.STANDING,
        draining ? "drains" : "takes jobs again");
  }

  /** A null item when there is no such worker. */
  Uni<@Nullable Worker> delete(String id) {
    return change(
        and(eq("_id", id), ne("deleted", true)),
        set("deleted", true),
        Change.Kind.STANDING,
        "was removed by a client");
  }

  /**
   * Deletes the document of this incarnation; a null item when another took its place.
   *
   * @param event for the log, as {@code left}
   */
  Uni<@Nullable Worker> remove(Worker worker, String event) {
    return workers()
        .findOneAndDelete(ofIncarnation(worker))
        .onItem()
        .ifNotNull()
        .invoke(
            last -> {
              last.deleted = true;
              tell(last, Change.Kind.LEFT, event);
            });
  }

  /** Deletes the documents of removed workers that were last heard before then. */
  Uni<Integer> purgeDeleted(Instant before) {
    return workers()
        .deleteMany(and(eq("deleted", true), lt("lastHeartbeatAt", before)))
        .map(result -> (int) result.getDeletedCount());
  }

  /** A new incarnation, not stored yet. */
  Worker made(String id, WorkerRegistration registration, String token, NameClaim claim) {
    Worker worker = new Worker();
    worker.id = id;
    worker.incarnation = Tokens.next();
    worker.tokenDigest = Sha256.of(token);
    worker.registeredBy = claim.bearer().name();
    worker.nameDigest = claim.nameDigest();
    worker.hostname = registration.hostname();
    worker.os = registration.os();
    worker.version = registration.version();
    worker.cpuCount = registration.cpuCount();
    worker.ramTotalMb = registration.ramTotalMb();
    worker.ramFreeMb = registration.ramTotalMb();
    worker.labels = registration.labels();
    worker.maxParallel = registration.maxParallel();
    worker.capabilities = registration.capabilities();
    worker.devices = registration.devices();
    worker.registeredAt = clock.instant();
    worker.lastHeartbeatAt = worker.registeredAt;
    return worker;
  }

  private static Bson ofIncarnation(Worker worker) {
    return and(eq("_id", worker.id), eq("incarnation", worker.incarnation));
  }

  /**
   * @param event for the log; null for changes too frequent to log
   */
  private Uni<@Nullable Worker> change(
      Bson filter, Bson update, Change.Kind kind, @Nullable String event) {
    return workers()
        .findOneAndUpdate(filter, update, AFTER)
        .onItem()
        .ifNotNull()
        .invoke(worker -> tell(worker, kind, event));
  }

  private void tell(Worker worker, Change.Kind kind, @Nullable String event) {
    if (event != null) {
      LOG.infof("worker %s on %s %s", worker.id, worker.hostname, event);
    }
    changes.publish(new Change(worker, kind));
  }

  private static ReactiveMongoCollection<Worker> workers() {
    return Worker.mongoCollection();
  }
}
