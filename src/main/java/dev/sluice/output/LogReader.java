package dev.sluice.output;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log by computed ids, which the primary key answers on every store. Recent chunks of all
 * jobs together stay in memory within one bound, so a thousand live jobs cost no more memory than
 * one.
 */
@Singleton
public class LogReader {
  /** Frames, and about twice as much again once encoded as events. */
  private static final int WEIGHT_PER_BYTE = 3;

  private static final int WEIGHT_OF_ENTRY = 300;

  private final Cache<String, LogChunk> recent;

  /** Reads under way: readers that want the same window share one. */
  private final Map<String, Uni<List<LogChunk>>> underWay = new ConcurrentHashMap<>();

  LogReader(OutputConfig config) {
    this.recent =
        Caffeine.newBuilder()
            .maximumWeight(config.recentBytes())
            .weigher((String id, LogChunk c) -> WEIGHT_OF_ENTRY + c.size() * WEIGHT_PER_BYTE)
            .executor(Runnable::run)
            .build();
  }

  /** The chunk if it is in memory. */
  public @Nullable LogChunk recent(String jobId, int attempt, long seq) {
    return recent.getIfPresent(StoredChunk.id(jobId, attempt, seq));
  }

  /** Keeps a chunk that was just stored for the readers that follow the job. */
  void keep(String jobId, LogChunk chunk) {
    recent.put(StoredChunk.id(jobId, chunk.attempt(), chunk.seq()), chunk);
  }

  /** Drops chunks from memory, since their documents were changed. */
  void forget(Collection<String> ids) {
    recent.invalidateAll(ids);
  }

  /** Up to {@code max} chunks from {@code seq} on, without a hole; empty at the end of the log. */
  public Uni<List<LogChunk>> read(String jobId, int attempt, long seq, int max) {
    String window = StoredChunk.id(jobId, attempt, seq) + "+" + max;
    return underWay.computeIfAbsent(
        window,
        key ->
            fetch(jobId, attempt, seq, max)
                .onTermination()
                .invoke(() -> underWay.remove(key))
                .memoize()
                .indefinitely());
  }

  /** One chunk; no item if the log has none under this number. */
  public Uni<LogChunk> find(String jobId, int attempt, long seq) {
    LogChunk known = recent(jobId, attempt, seq);
    return known == null ? stored(jobId, attempt, seq) : Uni.createFrom().item(known);
  }

  /** The chunk as the store has it, whatever is in memory; no item where the log is closed. */
  Uni<LogChunk> stored(String jobId, int attempt, long seq) {
    return chunks()
        .find(eq("_id", StoredChunk.id(jobId, attempt, seq)))
        .collect()
        .first()
        .map(
            document -> document == null || document.closing ? null : document.chunk(attempt, seq));
  }

  /** The ids of the existing ones among these chunks. */
  public Uni<Set<String>> existing(Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : chunks().find(in("_id", ids)).map(chunk -> chunk.id).collect().in(HashSet::new, Set::add);
  }

  /**
   * The last chunk of an attempt; no item if it has none. Exponential and then binary search: a
   * handful of look-ups by id, and no index beside the primary key.
   *
   * @see <a href="https://doi.org/10.1016/0020-0190(76)90071-5">Bentley and Yao, "An almost optimal
   *     algorithm for unbounded searching", 1976</a>
   */
  public Uni<LogChunk> last(String jobId, int attempt) {
    return gallop(jobId, attempt, null, 0);
  }

  private Uni<LogChunk> gallop(String jobId, int attempt, @Nullable LogChunk best, long probe) {
    return find(jobId, attempt, probe)
        .chain(
            found ->
                found == null
                    ? bisect(jobId, attempt, best, probe)
                    : gallop(jobId, attempt, found, probe * 2 + 1));
  }

  /**
   * @param best the last chunk found so far
   * @param missing a number past the last chunk
   */
  private Uni<LogChunk> bisect(String jobId, int attempt, @Nullable LogChunk best, long missing) {
    long there = best == null ? -1 : best.seq();
    if (missing - there <= 1) {
      return Uni.createFrom().item(best);
    }
    long middle = there + (missing - there) / 2;
    return find(jobId, attempt, middle)
        .chain(
            found ->
                found == null
                    ? bisect(jobId, attempt, best, middle)
                    : bisect(jobId, attempt, found, missing));
  }

  private Uni<List<LogChunk>> fetch(String jobId, int attempt, long seq, int max) {
    List<String> ids = new ArrayList<>(max);
    for (long s = seq; s < seq + max; s++) {
      ids.add(StoredChunk.id(jobId, attempt, s));
    }
    return chunks()
        .find(in("_id", ids))
        .collect()
        .asList()
        .map(found -> inOrder(jobId, attempt, seq, found));
  }

  private List<LogChunk> inOrder(String jobId, int attempt, long seq, List<StoredChunk> found) {
    Map<String, StoredChunk> byId = new HashMap<>();
    found.forEach(stored -> byId.put(stored.id, stored));
    List<LogChunk> chunks = new ArrayList<>(found.size());
    for (long s = seq; ; s++) {
      StoredChunk stored = byId.get(StoredChunk.id(jobId, attempt, s));
      if (stored == null || stored.closing) {
        return chunks;
      }
      LogChunk chunk = recent(jobId, attempt, s);
      if (chunk == null) {
        chunk = stored.chunk(attempt, s);
        keep(jobId, chunk);
      }
      chunks.add(chunk);
    }
  }

  private static ReactiveMongoCollection<StoredChunk> chunks() {
    return StoredChunk.mongoCollection();
  }
}
