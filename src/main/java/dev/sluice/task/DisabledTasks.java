package dev.sluice.task;

import static com.mongodb.client.model.Filters.eq;

import dev.sluice.store.Stored;
import dev.sluice.time.Serial;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The tasks that take no new jobs, by name, and the only writer of their documents. They are in
 * memory too, so that a submission needs no query; memory follows the writes of this server at
 * once.
 */
@Singleton
public final class DisabledTasks {
  private final Clock clock;
  private final Map<String, Instant> since = new ConcurrentHashMap<>();

  /** A reading of all documents must not overtake a write. */
  private final Serial turns = new Serial();

  public DisabledTasks(Clock clock) {
    this.clock = clock;
  }

  /** When the task was disabled; empty if it is enabled. */
  public Optional<Instant> since(String name) {
    return Optional.ofNullable(since.get(name));
  }

  /** Reads what is stored, as another server may have changed it. */
  public Uni<Void> load() {
    return turns.run(
        () -> tasks().find().collect().asList().invoke(this::follow).replaceWithVoid());
  }

  /** Completes with whether the task was enabled before. */
  public Uni<Boolean> disable(String name) {
    DisabledTask task = new DisabledTask();
    task.id = name;
    task.since = clock.instant();
    return turns.run(
        () ->
            tasks()
                .insertOne(task)
                .replaceWith(true)
                .onFailure(Stored::isDuplicate)
                .recoverWithItem(false)
                .invoke(() -> since.putIfAbsent(name, task.since)));
  }

  /** Completes with whether the task was disabled before. */
  public Uni<Boolean> enable(String name) {
    return turns.run(
        () ->
            tasks()
                .deleteOne(eq("_id", name))
                .map(result -> result.getDeletedCount() > 0)
                .invoke(() -> since.remove(name)));
  }

  private void follow(List<DisabledTask> stored) {
    Map<String, Instant> now =
        stored.stream().collect(Collectors.toMap(task -> task.id, task -> task.since));
    since.keySet().retainAll(now.keySet());
    since.putAll(now);
  }

  private static ReactiveMongoCollection<DisabledTask> tasks() {
    return DisabledTask.mongoCollection();
  }
}
