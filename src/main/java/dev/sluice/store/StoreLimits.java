package dev.sluice.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoClientSettings;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import jakarta.inject.Singleton;

/**
 * Limits the time of each call to the store: the wait for a free connection, and the wait for the
 * answer. Without them, one connection that lost its peer holds its call until the operating system
 * gives up.
 */
@Singleton
final class StoreLimits implements MongoClientCustomizer {
  private final StoreConfig config;

  StoreLimits(StoreConfig config) {
    this.config = config;
  }

  @Override
  public MongoClientSettings.Builder customize(MongoClientSettings.Builder settings) {
    long limit = config.timeout().toMillis();
    return settings
        .applyToSocketSettings(socket -> socket.readTimeout((int) limit, MILLISECONDS))
        .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(limit, MILLISECONDS));
  }
}
