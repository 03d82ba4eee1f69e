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
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of the contents of tasks by digest, parsed and with their schemas compiled. The
 * content of a digest never changes, so no entry can be out of date.
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

  /** Hits and misses since the start of this process. */
  public CacheStats stats() {
    return cache.synchronous().stats();
  }

  /** Completes with null if no bundle has the digest. */
  public Uni<Definition> find(String digest) {
    return Uni.createFrom()
        .completionStage(
            () -> cache.get(digest, (key, executor) -> load(key).subscribeAsCompletionStage()));
  }

  /** Completes with null, which the cache does not keep, if no bundle has the digest. */
  private Uni<@Nullable Definition> load(String digest) {
    return bundles
        .find(digest)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .onItem()
        .ifNotNull()
        .transform(this::read);
  }

  private Definition read(StoredBundle stored) {
    Report report = reader.readZip(stored.zip);
    TaskBundle bundle = report.bundle();
    if (bundle == null) {
      throw new IllegalStateException("a stored bundle is broken: " + report.errors());
    }
    return Definition.of(bundle);
  }
}
