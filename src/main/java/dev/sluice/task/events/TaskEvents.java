package dev.sluice.task.events;

import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.model.InsertManyOptions;
import dev.sluice.store.Stored;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.EventCount;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log of changes to the registry, and its only writer. An event gets the number after the last
 * stored one. If another server took that number, its events are read first and the next number is
 * tried. Only the newest events are kept.
 */
@Singleton
public final class TaskEvents {
  private static final int WINDOW = 128;

  /** Trimming deletes a range of ids, so it waits for many to delete. */
  private static final int TRIM_EVERY = 500;

  private final int kept;

  /** Its count is the number of the newest event. */
  private final EventCount appended = new EventCount();

  private final AtomicLong trimmedAt = new AtomicLong();
  private final Topic<List<TaskEvent>> seen = new Topic<>();
  private final Topic<List<TaskEvent>> byOthers = new Topic<>();
  private final Topic<Long> stored = new Topic<>();
  private final Serial turns = new Serial();

  public TaskEvents(TaskConfig config) {
    this.kept = config.events();
  }

  /** Publishes new events, of this server or another, in the order of their numbers. */
  public Topic<List<TaskEvent>> seen() {
    return seen;
  }

  /** Publishes new events of other servers only, before {@link #seen()} does. */
  public Topic<List<TaskEvent>> byOthers() {
    return byOthers;
  }

  /** Publishes the number of the newest event after this server has stored some. */
  public Topic<Long> stored() {
    return stored;
  }

  /** Number of the newest event; 0 before the first event. */
  public long last() {
    return appended.count();
  }

  /**
   * Completes with true when there is an event after number {@code seen}, with false after {@code
   * atMost}.
   */
  Uni<Boolean> after(long seen, Duration atMost, Timers timers) {
    return appended.after(seen, atMost, timers);
  }

  /** Finds the end of the log; the events before it are not published. */
  public Uni<Void> recover() {
    return events()
        .find(new FindOptions().sort(descending("_id")).limit(1))
        .collect()
        .first()
        .invoke(newest -> appended.advanceTo(newest == null ? 0 : newest.number()))
        .replaceWithVoid();
  }

  /** Stores events under the next numbers, in their order. */
  public Uni<Void> append(List<TaskEvent> events) {
    return events.isEmpty()
        ? Uni.createFrom().voidItem()
        : turns.run(() -> insert(events)).invoke(() -> stored.publish(last())).call(this::trim);
  }

  /**
   * Reads the events that other servers appended, and publishes them. This is how a server catches
   * up with the others: it runs at an interval, and before an answer that something does not exist.
   */
  public Uni<Void> catchUp() {
    return turns.run(this::readNew);
  }

  /**
   * Up to {@code count} events from number {@code from} on, without a gap; empty if that event is
   * gone.
   */
  Uni<List<TaskEvent>> read(long from, int count) {
    List<String> ids = new ArrayList<>();
    for (long number = from; number < from + count; number++) {
      ids.add(TaskEvent.id(number));
    }
    return events().find(in("_id", ids)).collect().asList().map(found -> dense(found, from));
  }

  /**
   * Number of the oldest stored event from {@code number} on; the number after the newest event if
   * no such event is stored.
   */
  Uni<Long> oldestFrom(long number) {
    return events()
        .find(
            new FindOptions()
                .filter(gte("_id", TaskEvent.id(number)))
                .sort(ascending("_id"))
                .limit(1))
        .collect()
        .first()
        .map(oldest -> oldest == null ? last() + 1 : oldest.number());
  }

  private Uni<Void> insert(List<TaskEvent> events) {
    long first = last() + 1;
    for (int i = 0; i < events.size(); i++) {
      events.get(i).id = TaskEvent.id(first + i);
    }
    return events()
        .insertMany(events, new InsertManyOptions().ordered(true))
        .replaceWith(events)
        .onFailure(Stored::isDuplicate)
        // An ordered insert stops where it fails: the stored events are ours up to some number, and
        // another server's from there on.
        .recoverWithItem(List.of())
        .chain(
            stored -> {
              if (!stored.isEmpty()) {
                publish(stored);
                return Uni.createFrom().voidItem();
              }
              return read(first, events.size()).chain(there -> insertRest(events, there));
            });
  }

  private Uni<Void> insertRest(List<TaskEvent> events, List<TaskEvent> there) {
    int ours = 0;
    while (ours < there.size() && isSame(events.get(ours), there.get(ours))) {
      ours++;
    }
    List<TaskEvent> rest = events.subList(ours, events.size());
    return readNew().chain(() -> rest.isEmpty() ? Uni.createFrom().voidItem() : insert(rest));
  }

  private static boolean isSame(TaskEvent wanted, TaskEvent there) {
    return wanted.kind == there.kind
        && wanted.at.equals(there.at)
        && wanted.data.equals(there.data);
  }

  private Uni<Void> readNew() {
    return read(last() + 1, WINDOW)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().voidItem();
              }
              byOthers.publish(found);
              publish(found);
              return found.size() == WINDOW ? readNew() : Uni.createFrom().voidItem();
            });
  }

  private void publish(List<TaskEvent> events) {
    seen.publish(List.copyOf(events));
    appended.advanceTo(events.get(events.size() - 1).number());
  }

  private Uni<Void> trim() {
    long end = last();
    long before = trimmedAt.get();
    if (end - before < TRIM_EVERY || !trimmedAt.compareAndSet(before, end)) {
      return Uni.createFrom().voidItem();
    }
    String oldest = TaskEvent.id(Math.max(1, end - kept + 1));
    return events().deleteMany(lt("_id", oldest)).replaceWithVoid();
  }

  private static List<TaskEvent> dense(List<TaskEvent> found, long from) {
    found.sort(Comparator.comparing(event -> event.id));
    int count = 0;
    while (count < found.size() && found.get(count).number() == from + count) {
      count++;
    }
    return found.subList(0, count);
  }

  private static ReactiveMongoCollection<TaskEvent> events() {
    return TaskEvent.mongoCollection();
  }
}
