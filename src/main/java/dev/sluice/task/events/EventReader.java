package dev.sluice.task.events;

import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One reader of the registry's events. Its socket pulls: the reader makes a frame when the socket
 * has room for it, so a slow reader falls back to the log and delays no other reader.
 */
final class EventReader {
  private static final int WINDOW = 64;
  private static final Buffer KEEP_ALIVE = keepAlive();

  private final TaskEvents events;
  private final EventFrames frames;
  private final Duration keepAlive;
  private final Timers timers;
  private final Deque<Buffer> ahead = new ArrayDeque<>();

  /** Number of the last event sent. */
  private long seen;

  private boolean greeted;

  /**
   * @param seen number of the last event that the reader knows
   */
  EventReader(long seen, TaskEvents events, EventFrames frames, Duration keepAlive, Timers timers) {
    this.seen = seen;
    this.events = events;
    this.frames = frames;
    this.keepAlive = keepAlive;
    this.timers = timers;
  }

  /** The endless stream. The reader wakes up on {@code executor}. */
  Multi<Buffer> frames(Executor executor) {
    return Multi.createBy().repeating().uni(() -> next(executor)).indefinitely();
  }

  private Uni<Buffer> next(Executor executor) {
    if (!greeted) {
      greeted = true;
      // With its id a reader that is cut off before the first event comes back to this place.
      return sent(event("hello", "{\"cursor\":\"" + seen + "\"}", seen));
    }
    Buffer read = ahead.poll();
    Optional<Buffer> frame = read == null ? frames.recent(seen + 1) : Optional.of(read);
    if (frame.isPresent()) {
      seen++;
      return sent(frame.get());
    }
    if (events.last() <= seen) {
      return events
          .after(seen, keepAlive, timers)
          .emitOn(executor)
          .chain(any -> any ? next(executor) : sent(KEEP_ALIVE));
    }
    return frames
        .read(seen + 1, WINDOW)
        .emitOn(executor)
        .chain(
            found -> {
              ahead.addAll(found);
              return found.isEmpty() ? skipGap() : next(executor);
            });
  }

  /** Announces events that are no longer kept. */
  private Uni<Buffer> skipGap() {
    long from = seen + 1;
    return events
        .oldestFrom(from)
        .chain(
            oldest -> {
              long to = oldest - 1;
              if (to < from) {
                return sent(Buffer.buffer());
              }
              seen = to;
              String data =
                  "{\"from\":\"%d\",\"to\":\"%d\",\"reason\":\"EXPIRED\"}".formatted(from, to);
              return sent(event("gap", data, to));
            });
  }

  private static Buffer event(String name, String data, long id) {
    return SseWriter.event(name, data, String.valueOf(id));
  }

  private static Buffer keepAlive() {
    ByteBuilder out = new ByteBuilder(16);
    SseWriter.comment("keep-alive", out);
    return out.toBuffer();
  }

  private static Uni<Buffer> sent(Buffer frame) {
    return Uni.createFrom().item(frame);
  }
}
