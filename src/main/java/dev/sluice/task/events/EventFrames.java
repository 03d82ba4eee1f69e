package dev.sluice.task.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registry's events as server-sent events, each encoded once for all its readers: the recent
 * ones are at hand, older ones are read from the log.
 */
@Singleton
final class EventFrames {
  private static final int RECENT = 1_000;

  private final TaskEvents events;
  private final Cache<Long, Buffer> recent =
      Caffeine.newBuilder().maximumSize(RECENT).executor(Runnable::run).build();

  EventFrames(TaskEvents events) {
    this.events = events;
    events.seen().project(news -> news.forEach(event -> frame(event)));
  }

  /** The event with this number, if it is at hand. */
  Optional<Buffer> recent(long number) {
    return Optional.ofNullable(recent.getIfPresent(number));
  }

  /** Events from {@code number} on, as far as the log has them without a hole. */
  Uni<List<Buffer>> read(long number, int count) {
    return events
        .read(number, count)
        .map(
            found -> {
              List<Buffer> frames = new ArrayList<>();
              found.forEach(event -> frames.add(frame(event)));
              return frames;
            });
  }

  static Buffer event(String name, String json, long id) {
    return Buffer.buffer("event: " + name + "\ndata: " + json + "\nid: " + id + "\n\n", "UTF-8");
  }

  private Buffer frame(TaskEvent event) {
    return recent.get(event.number(), number -> event(event.kind.label(), event.data, number));
  }
}
