package dev.sluice.worker;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/** A worker node as it stands in the {@code workers} collection. Only {@link Workers} writes. */
@MongoEntity(collection = "workers")
public class Worker extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  /** New at every registration; leases are tied to it. */
  public String incarnation = "";

  /** SHA-256 of its token, hex. */
  public String tokenDigest = "";

  public String hostname = "";
  public @Nullable String os;
  public @Nullable String version;
  public double cpuCount;
  public long ramTotalMb;
  public Map<String, String> labels = Map.of();
  public int maxParallel;
  public List<String> capabilities = List.of();

  /** Percent, by its last heartbeat. */
  public double cpuUsage;

  public long ramFreeMb;
  public boolean draining;
  public boolean deleted;
  public boolean offline;
  public @Nullable Instant cooldownUntil;
  public Instant registeredAt = Instant.EPOCH;
  public Instant lastHeartbeatAt = Instant.EPOCH;

  /**
   * @param held how many attempts it holds
   */
  public WorkerStatus status(int held, Instant now) {
    if (deleted) {
      return WorkerStatus.DELETED;
    }
    if (offline) {
      return WorkerStatus.OFFLINE;
    }
    if (draining) {
      return WorkerStatus.DRAINING;
    }
    if (cooldownUntil != null && cooldownUntil.isAfter(now)) {
      return WorkerStatus.UNHEALTHY;
    }
    return held == 0 ? WorkerStatus.IDLE : WorkerStatus.BUSY;
  }
}
