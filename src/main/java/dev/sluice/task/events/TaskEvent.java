package dev.sluice.task.events;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * Something that happened to the registry, as stored. Events are numbered without a hole from 1, so
 * that whoever has seen one asks for the next by its id, on every replica and over restarts.
 */
@MongoEntity(collection = "task_events")
public class TaskEvent extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";
  public Kind kind = Kind.SYNC;

  /** Ids of the versions that it is about. */
  public List<String> tasks = List.of();

  /** What readers get, as the text of its JSON. */
  public String data = "{}";

  public Instant at = Instant.EPOCH;

  /** What can happen. */
  public enum Kind {
    TASK_ADDED,
    TASK_UPDATED,
    TASK_REMOVED,
    TASK_CONFLICT,
    SYNC,
    ERROR;

    /** As readers know it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of the same width for all, so that ids sort as their numbers do. */
  static String id(long number) {
    return String.format(Locale.ROOT, "%015d", number);
  }

  public long number() {
    return Long.parseLong(id);
  }
}
