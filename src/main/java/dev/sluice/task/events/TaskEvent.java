package dev.sluice.task.events;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * A change to the registry, as stored. Events are numbered from 1 without a gap, so that a reader
 * asks for the next one by its id, on every server and after a restart.
 */
@MongoEntity(collection = "task_events")
public class TaskEvent extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";
  public Kind kind = Kind.SYNC;

  /** Ids of the versions that changed. */
  public List<String> tasks = List.of();

  /** The data that readers get, as the text of its JSON. */
  public String data = "{}";

  public Instant at = Instant.EPOCH;

  /** The kinds of events. */
  public enum Kind {
    TASK_ADDED,
    TASK_UPDATED,
    TASK_REMOVED,
    TASK_CONFLICT,
    TASK_DISABLED,
    TASK_ENABLED,
    SYNC,
    ERROR;

    /** Whether the event says that a task takes no new jobs, or takes them again. */
    public boolean isSwitch() {
      return this == TASK_DISABLED || this == TASK_ENABLED;
    }

    /** The name in the stream. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All ids have the same width, so that they sort as their numbers do. */
  static String id(long number) {
    return String.format(Locale.ROOT, "%015d", number);
  }

  public long number() {
    return Long.parseLong(id);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<TaskEvent> mongoCollection() {
    return Documents.of(TaskEvent.class);
  }
}
