package dev.sluice.task.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.sse.SseWriter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The registry's events as server-sent events, each encoded once for all readers: recent ones are
 * in memory, older ones are read from the log.
 */
@Singleton
final class EventFrames {
  private static final int RECENT = 1_000;

  private final TaskEvents events;
  private final Cache<Long, Buffer> recent =
      Caffeine.newBuilder().maximumSize(RECENT).executor(Runnable::run).build();

  EventFrames(TaskEvents events) {
    this.events = events;
    events.seen().project(seen -> seen.forEach(this::frame));
  }

  /** The event with this number, if it is in memory. */
  Optional<Buffer> recent(long number) {
    return Optional.ofNullable(recent.getIfPresent(number));
  }

  /** Events from {@code number} on, up to the first gap in the log. */
  Uni<List<Buffer>> read(long number, int count) {
    return events.read(number, count).map(found -> found.stream().map(this::frame).toList());
  }

  private Buffer frame(TaskEvent event) {
    return recent.get(
        event.number(),
        number -> SseWriter.event(event.kind.label(), event.data, String.valueOf(number)));
  }
}
