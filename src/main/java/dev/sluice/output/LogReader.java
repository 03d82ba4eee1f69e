package dev.sluice.output;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the log by computed ids, which the primary key answers on every store. */
@Singleton
public class LogReader {
  private final RecentChunks recent;

  /** Reads under way: readers that ask for the same window share one. */
  private final Map<String, Uni<List<Chunk>>> underWay = new ConcurrentHashMap<>();

  LogReader(RecentChunks recent) {
    this.recent = recent;
  }

  @Nullable
  public Chunk recent(String jobId, int attempt, long seq) {
    return recent.find(jobId, attempt, seq);
  }

  /** Up to {@code max} chunks from {@code seq} on, without a hole; empty at the end of the log. */
  public Uni<List<Chunk>> read(String jobId, int attempt, long seq, int max) {
    String window = OutputChunk.id(jobId, attempt, seq) + "+" + max;
    return underWay.computeIfAbsent(
        window,
        key ->
            fetch(jobId, attempt, seq, max)
                .onTermination()
                .invoke(() -> underWay.remove(key))
                .memoize()
                .indefinitely());
  }

  public Uni<Optional<Chunk>> find(String jobId, int attempt, long seq) {
    Chunk known = recent.find(jobId, attempt, seq);
    if (known != null) {
      return Uni.createFrom().item(Optional.of(known));
    }
    return chunks()
        .find(eq("_id", OutputChunk.id(jobId, attempt, seq)))
        .collect()
        .first()
        .map(stored -> Optional.ofNullable(stored).map(s -> new Chunk(attempt, seq, s)));
  }

  /** The document that was there before ours: what readers see is what the store has. */
  Uni<OutputChunk> stored(String id) {
    return chunks().find(eq("_id", id)).collect().first();
  }

  /**
   * The last chunk of an attempt, found by doubling and then halving the number asked for: a
   * handful of look-ups by id, and no index beside the primary key.
   */
  public Uni<Optional<Chunk>> last(String jobId, int attempt) {
    return gallop(jobId, attempt, Optional.empty(), -1, 0);
  }

  private Uni<Optional<Chunk>> gallop(
      String jobId, int attempt, Optional<Chunk> best, long there, long probe) {
    return find(jobId, attempt, probe)
        .chain(
            found ->
                found.isPresent()
                    ? gallop(jobId, attempt, found, probe, probe * 2 + 1)
                    : bisect(jobId, attempt, best, there, probe));
  }

  private Uni<Optional<Chunk>> bisect(
      String jobId, int attempt, Optional<Chunk> best, long there, long missing) {
    if (missing - there <= 1) {
      return Uni.createFrom().item(best);
    }
    long middle = there + (missing - there) / 2;
    return find(jobId, attempt, middle)
        .chain(
            found ->
                found.isPresent()
                    ? bisect(jobId, attempt, found, middle, missing)
                    : bisect(jobId, attempt, best, there, middle));
  }

  private Uni<List<Chunk>> fetch(String jobId, int attempt, long seq, int max) {
    List<String> ids = new ArrayList<>(max);
    for (long s = seq; s < seq + max; s++) {
      ids.add(OutputChunk.id(jobId, attempt, s));
    }
    return chunks()
        .find(in("_id", ids))
        .collect()
        .asList()
        .map(found -> inOrder(jobId, attempt, seq, found));
  }

  private List<Chunk> inOrder(String jobId, int attempt, long seq, List<OutputChunk> found) {
    Map<String, OutputChunk> byId = new HashMap<>();
    found.forEach(stored -> byId.put(stored.id, stored));
    List<Chunk> chunks = new ArrayList<>(found.size());
    for (long s = seq; ; s++) {
      OutputChunk stored = byId.get(OutputChunk.id(jobId, attempt, s));
      if (stored == null) {
        return chunks;
      }
      Chunk known = recent.find(jobId, attempt, s);
      Chunk chunk = known != null ? known : new Chunk(attempt, s, stored);
      if (known == null) {
        recent.add(jobId, chunk);
      }
      chunks.add(chunk);
    }
  }

  private static ReactiveMongoCollection<OutputChunk> chunks() {
    return OutputChunk.mongoCollection();
  }
}
