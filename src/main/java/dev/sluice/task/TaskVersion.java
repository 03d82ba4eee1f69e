package dev.sluice.task;

import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.TaskVersionView;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task, one document each. It says which bundle the version stands for; bundles
 * themselves are {@link StoredBundle}s. Only {@link TaskVersions} writes.
 */
@MongoEntity(collection = "tasks")
public class TaskVersion extends ReactivePanacheMongoEntityBase {
  /** {@code name@version}. */
  @BsonId public String id = "";

  /** Counts the writes; each is made on the condition that it is the next. */
  public long revision;

  public String name = "";
  public String version = "";
  public String digest = "";

  /** Configured name of the source that has it, and where in that source it was found. */
  public String source = "";

  public String location = "";

  /** Whether its source still has it; if not, nothing new can be run with it. */
  public boolean available = true;

  public @Nullable String uuid;
  public @Nullable String label;
  public @Nullable String description;
  public List<String> tags = List.of();

  /** All of {@code metadata.json}, as the text of its JSON. */
  public String metadata = "{}";

  /** What its author should look at; nothing of it keeps the version from being used. */
  public List<FieldError> warnings = List.of();

  public Instant addedAt = Instant.EPOCH;

  /** When the content last changed. */
  public Instant updatedAt = Instant.EPOCH;

  /** When anything that is told of last changed. */
  public Instant changedAt = Instant.EPOCH;

  public @Nullable Instant unavailableSince;

  /** What it stood for before, the oldest first. */
  public List<Replaced> history = List.of();

  /** What a source has under this version that is not what is stored; absent when all agree. */
  public @Nullable Dispute dispute;

  /** Whether an event has told of the last change; false for the moment between the two writes. */
  public boolean announced;

  /**
   * Content that a version stood for once.
   *
   * @param until when it was replaced
   */
  public record Replaced(String digest, String source, Instant until) {}

  /**
   * Other content under the same version.
   *
   * @param source that has it
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

  public static String id(String name, String version) {
    return name + "@" + version;
  }
}
