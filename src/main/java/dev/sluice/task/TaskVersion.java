package dev.sluice.task;

import dev.sluice.store.Documents;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.TaskVersionView;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * The document of one version of a task. It holds the digest of the version's content; the contents
 * are {@link StoredBundle}s. Only {@link TaskVersions} writes.
 */
@MongoEntity(collection = "tasks")
public class TaskVersion extends ReactivePanacheMongoEntityBase {
  /** {@code name@version}. */
  @BsonId public String id = "";

  /** Number of writes after the first; each write is conditional on it. */
  public long revision;

  public String name = "";
  public String version = "";
  public String digest = "";

  /** Configured name of the source that has it. */
  public String source = "";

  /** Where in the source. */
  public String location = "";

  /** Whether a source still has it; if not, no new run may use it. */
  public boolean available = true;

  public @Nullable String uuid;
  public @Nullable String label;
  public @Nullable String description;
  public List<String> tags = List.of();

  /** The whole {@code metadata.json}, as text. */
  public String metadata = "{}";

  /** Findings for its author that do not keep the version from being used. */
  public List<FieldError> warnings = List.of();

  public Instant addedAt = Instant.EPOCH;

  /** Time of the last change of the content. */
  public Instant updatedAt = Instant.EPOCH;

  /** Time of the last change that events announce. */
  public Instant changedAt = Instant.EPOCH;

  public @Nullable Instant unavailableSince;

  /** Previous contents, the oldest first. */
  public List<Replaced> history = List.of();

  /** Other content that a source has under this version; null when all sources agree. */
  public @Nullable Dispute dispute;

  /** Whether an event announced the last change; false between the two writes. */
  public boolean announced;

  /**
   * Previous content of a version.
   *
   * @param until time of its replacement
   */
  public record Replaced(String digest, String source, Instant until) {}

  /**
   * Other content under the same version.
   *
   * @param source the source that has it
   */
  public record Dispute(String source, String digest, Instant since) {}

  public TaskVersionView view() {
    return new TaskVersionView(
        version,
        digest,
        source,
        location,
        available,
        uuid,
        label,
        description,
        tags,
        addedAt,
        updatedAt,
        unavailableSince,
        warnings,
        history.stream()
            .map(r -> new TaskVersionView.Replaced(r.digest(), r.source(), r.until()))
            .toList(),
        dispute == null
            ? null
            : new TaskVersionView.Dispute(dispute.source(), dispute.digest(), dispute.since()));
  }

  /** The key of a version, {@code name@version}. */
  public static String id(String name, String version) {
    return name + "@" + version;
  }

  /** Its collection. */
  public static ReactiveMongoCollection<TaskVersion> mongoCollection() {
    return Documents.of(TaskVersion.class);
  }
}
