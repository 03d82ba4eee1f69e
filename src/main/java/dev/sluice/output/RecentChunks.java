package dev.sluice.output;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that readers are likely to ask for next, of all jobs together, within one bound. It
 * stands where each live job would have a ring of its own: a thousand jobs cost no more memory than
 * one, and what has left it is read from the log.
 */
@Singleton
final class RecentChunks {
  /** Frames, and about twice as much again once encoded as events. */
  private static final int WEIGHT_PER_BYTE = 3;

  private static final int WEIGHT_OF_ENTRY = 300;

  private final Cache<String, Chunk> cache;

  RecentChunks(OutputConfig config) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(config.recentBytes())
            .weigher((String id, Chunk chunk) -> WEIGHT_OF_ENTRY + chunk.size() * WEIGHT_PER_BYTE)
            .executor(Runnable::run)
            .build();
  }

  @Nullable Chunk find(String jobId, int attempt, long seq) {
    return cache.getIfPresent(OutputChunk.id(jobId, attempt, seq));
  }

  void add(String jobId, Chunk chunk) {
    cache.put(OutputChunk.id(jobId, chunk.attempt(), chunk.seq()), chunk);
  }
}
