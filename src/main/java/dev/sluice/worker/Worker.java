package dev.sluice.worker;

import dev.sluice.store.Documents;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.NodeProcess;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/** A worker node as stored in the {@code workers} collection. Only {@link Workers} writes it. */
@MongoEntity(collection = "workers")
public class Worker extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  /** Differs after each registration; leases are tied to it. */
  public String incarnation = "";

  /** SHA-256 of its token, hex. */
  public String tokenDigest = "";

  /** Name of the access token with which it registered; empty if an earlier version stored it. */
  public String registeredBy = "";

  /** SHA-256 of the secret of its name, hex; empty if its agent has none. */
  public String nameDigest = "";

  public String hostname = "";
  public @Nullable String os;
  public @Nullable String version;
  public double cpuCount;
  public long ramTotalMb;
  public Map<String, String> labels = Map.of();
  public int maxParallel;
  public List<String> capabilities = List.of();

  /** Empty if an earlier version stored it. */
  public List<Device> devices = List.of();

  /** By its last heartbeat; empty if an earlier version stored it. */
  public List<NodeProcess> processes = List.of();

  /** Percent, by its last heartbeat. */
  public double cpuUsage;

  public long ramFreeMb;
  public boolean draining;
  public boolean deleted;
  public boolean offline;
  public @Nullable Instant cooldownUntil;

  /** The length of its last cool-down, milliseconds. */
  public long cooldownMs;

  public Instant registeredAt = Instant.EPOCH;
  public Instant lastHeartbeatAt = Instant.EPOCH;

  /** The state of a worker, derived from its document and its attempts, and never stored. */
  public enum Status {
    /** Healthy, holding nothing. */
    IDLE,
    /** Healthy, holding attempts. */
    BUSY,
    /** Cooling down after a failure of its own. */
    UNHEALTHY,
    /** Not heard for too long. */
    OFFLINE,
    /** Finishes what it holds and takes nothing new. */
    DRAINING,
    /** Removed; its calls are refused until it registers again. */
    DELETED;

    /** New work may go to it. */
    public boolean takesWork() {
      return this == IDLE || this == BUSY;
    }
  }

  /** An end that is further away than the whole cool-down was written before a clock jumped. */
  private boolean isCooling(Instant now) {
    return cooldownUntil != null
        && cooldownUntil.isAfter(now)
        && !cooldownUntil.isAfter(now.plusMillis(cooldownMs));
  }

  /**
   * @param held how many attempts it holds
   */
  public Status status(int held, Instant now) {
    if (deleted) {
      return Status.DELETED;
    }
    if (offline) {
      return Status.OFFLINE;
    }
    if (draining) {
      return Status.DRAINING;
    }
    if (isCooling(now)) {
      return Status.UNHEALTHY;
    }
    return held == 0 ? Status.IDLE : Status.BUSY;
  }

  /**
   * Whether it has a label with this value: one that its operator gave it, its id as {@code
   * worker_id}, the id of one of its devices as {@code device}, or of a model that it serves as
   * {@code model_id}.
   */
  public boolean hasLabel(String name, String value) {
    return value.equals(labels.get(name))
        || (name.equals(Requirements.WORKER_LABEL) && value.equals(id))
        || (name.equals(Requirements.DEVICE_LABEL)
            && devices.stream().anyMatch(device -> device.id().equals(value)))
        || (name.equals(Requirements.MODEL_LABEL) && slots(value) > 0);
  }

  /** How many requests its processes serve at once for a model; 0 if none serves it. */
  public int slots(String modelId) {
    return processes.stream()
        .filter(process -> process.status().serves() && modelId.equals(process.modelId()))
        .mapToInt(NodeProcess::slots)
        .sum();
  }

  /** Whether it may take other work than before; of the same incarnation. */
  boolean isStandingOtherThan(Worker before) {
    return draining != before.draining
        || deleted != before.deleted
        || offline != before.offline
        || !Objects.equals(cooldownUntil, before.cooldownUntil);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<Worker> mongoCollection() {
    return Documents.of(Worker.class);
  }
}
