package dev.sluice.task;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Contents of tasks by digest, read and with their schemas compiled: a bounded number of them is
 * kept in memory for as long as they are asked for. What a digest stands for never changes, so
 * nothing here can be out of date.
 */
@Singleton
public final class Definitions {
  private final Bundles bundles;
  private final BundleReader reader;
  private final AsyncCache<String, @Nullable Definition> cache;

  Definitions(Bundles bundles, TaskConfig config, Timers timers) {
    this.bundles = bundles;
    this.reader = new BundleReader(config.bundleLimits());
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(config.cacheSize())
            .expireAfterAccess(config.cacheTtl())
            .ticker(timers::nanoTime)
            .executor(Runnable::run)
            .recordStats()
            .buildAsync();
  }

  /** How often what was asked for was at hand, since this process started. */
  public CacheStats stats() {
    return cache.synchronous().stats();
  }

  public Uni<Optional<Definition>> find(String digest) {
    return Uni.createFrom()
        .completionStage(
            () -> cache.get(digest, (key, executor) -> load(key).subscribeAsCompletionStage()))
        .map(Optional::ofNullable);
  }

  /** Null, which is not kept, when nothing is stored under the digest. */
  private Uni<@Nullable Definition> load(String digest) {
    return bundles
        .find(digest)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(found -> found.map(this::read).orElse(null));
  }

  private Definition read(StoredBundle stored) {
    Report report = Zips.read(reader, stored.zip);
    TaskBundle bundle = report.bundle();
    if (bundle == null) {
      throw new IllegalStateException(
          "a bundle that was in order when it was stored is not: " + report.errors());
    }
    return Definition.of(bundle);
  }
}
