package dev.sluice.worker.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.time.EventCount;
import dev.sluice.time.Timers;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.NodeProcess;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader of the list of processes. It gets {@code snapshot} with the whole list, then {@code
 * process} with each one that changed or is new, and {@code gone} with the ids of each one that is
 * no longer listed. Its socket pulls: a slow reader skips the changes between two looks.
 */
final class ProcessReader {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final int EXPECTED_SIZE = 512;

  /** Between two looks at a list that goes on changing. */
  private static final Duration REST = Duration.ofMillis(100);

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final Supplier<List<NodeProcess>> list;
  private final EventCount changes;
  private final Timers timers;
  private final Executor loop;

  /** What the reader was sent, by {@link #key}; null before the snapshot. */
  private @Nullable Map<Key, NodeProcess> sent;

  private record Key(String workerId, String processId) {
    static Key of(NodeProcess process) {
      return new Key(process.workerId(), process.processId());
    }
  }

  private record Snapshot(List<NodeProcess> items) {}

  /**
   * @param changes advances when the list may have changed
   * @param loop on which the reader wakes up
   */
  ProcessReader(
      Supplier<List<NodeProcess>> list, EventCount changes, Timers timers, Executor loop) {
    this.list = list;
    this.changes = changes;
    this.timers = timers;
    this.loop = loop;
  }

  /** The endless stream. */
  Multi<Buffer> frames() {
    return Multi.createBy().repeating().uni(this::next).indefinitely();
  }

  private Uni<Buffer> next() {
    // The count comes first: a change after this line ends the wait below.
    long seen = changes.count();
    Buffer news = look();
    if (news.length() > 0) {
      return Uni.createFrom().item(news);
    }
    return changes
        .after(seen, KEEP_ALIVE, timers)
        .emitOn(loop)
        .chain(any -> any ? rest().emitOn(loop).chain(this::next) : keepAlive());
  }

  /** Changes often come in bursts, as when a worker reports several processes that it started. */
  private Uni<Void> rest() {
    return Uni.createFrom().emitter(emitter -> timers.after(REST, () -> emitter.complete(null)));
  }

  private Buffer look() {
    Map<Key, NodeProcess> now = new LinkedHashMap<>();
    list.get().forEach(process -> now.put(Key.of(process), process));
    Map<Key, NodeProcess> before = sent;
    sent = now;
    ByteBuilder out = new ByteBuilder(EXPECTED_SIZE);
    if (before == null) {
      event("snapshot", new Snapshot(List.copyOf(now.values())), out);
      return out.toBuffer();
    }
    now.forEach(
        (key, process) -> {
          if (!process.equals(before.remove(key))) {
            event("process", process, out);
          }
        });
    before.keySet().forEach(key -> event("gone", key, out));
    return out.toBuffer();
  }

  private static void event(String name, Object data, ByteBuilder out) {
    try {
      SseWriter.event(name, MAPPER.writeValueAsString(data), null, out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and times can always be written", e);
    }
  }

  private static Uni<Buffer> keepAlive() {
    ByteBuilder out = new ByteBuilder(16);
    SseWriter.comment("keep-alive", out);
    return Uni.createFrom().item(out.toBuffer());
  }
}
