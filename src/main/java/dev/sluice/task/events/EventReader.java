package dev.sluice.task.events;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One reader of the registry's events. It is pulled by its socket: each frame is made when there is
 * room for it, so a slow reader falls back to reading the log and holds up nobody.
 */
final class EventReader {
  private static final int WINDOW = 64;
  private static final Buffer KEEP_ALIVE = Buffer.buffer(": keep-alive\n\n");

  private final TaskEvents events;
  private final EventFrames frames;
  private final EventNews news;
  private final Duration keepAlive;
  private final Deque<Buffer> ahead = new ArrayDeque<>();

  /** Number of the last event that was sent. */
  private long seen;

  private boolean greeted;

  /**
   * @param seen number of the last event that the reader knows
   */
  EventReader(
      long seen, TaskEvents events, EventFrames frames, EventNews news, Duration keepAlive) {
    this.seen = seen;
    this.events = events;
    this.frames = frames;
    this.news = news;
    this.keepAlive = keepAlive;
  }

  /** The stream, without end. Waking up happens on {@code executor}. */
  Multi<Buffer> frames(Executor executor) {
    return Multi.createBy().repeating().uni(() -> next(executor)).indefinitely();
  }

  private Uni<Buffer> next(Executor executor) {
    if (!greeted) {
      greeted = true;
      // Its id is where a reader comes back to that is cut off before the first event.
      return sent(EventFrames.event("hello", "{\"cursor\":\"" + seen + "\"}", seen));
    }
    Buffer read = ahead.poll();
    Optional<Buffer> frame = read == null ? frames.recent(seen + 1) : Optional.of(read);
    if (frame.isPresent()) {
      seen++;
      return sent(frame.get());
    }
    if (events.last() <= seen) {
      return news.after(seen, keepAlive)
          .emitOn(executor)
          .chain(any -> any ? next(executor) : sent(KEEP_ALIVE));
    }
    return frames
        .read(seen + 1, WINDOW)
        .emitOn(executor)
        .chain(
            found -> {
              ahead.addAll(found);
              return found.isEmpty() ? skipHole() : next(executor);
            });
  }

  /** Events that are not kept any more: that is said. */
  private Uni<Buffer> skipHole() {
    long from = seen + 1;
    return events
        .oldestFrom(from)
        .chain(
            oldest -> {
              long to = oldest.map(event -> event.number() - 1).orElse(events.last());
              if (to < from) {
                return sent(Buffer.buffer());
              }
              seen = to;
              String data =
                  "{\"from\":\"%d\",\"to\":\"%d\",\"reason\":\"EXPIRED\"}".formatted(from, to);
              return sent(EventFrames.event("gap", data, to));
            });
  }

  private static Uni<Buffer> sent(Buffer frame) {
    return Uni.createFrom().item(frame);
  }
}
