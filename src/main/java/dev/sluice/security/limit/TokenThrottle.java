package dev.sluice.security.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Counts the wrong tokens of each address, as a bucket that regains one each second. Correct tokens
 * pass at any time, so that a guesser behind the same address as other clients shuts none of them
 * out.
 */
@Singleton
public final class TokenThrottle {
  private static final int MOST_ADDRESSES = 10_000;
  private static final double NANOS = 1e9;

  private final Timers timers;
  private final int most;
  private final Cache<String, Bucket> buckets;

  TokenThrottle(LimitConfig config, Timers timers) {
    this.timers = timers;
    this.most = config.wrongTokens();
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            // By then a bucket is full again.
            .expireAfterAccess(Duration.ofSeconds(most))
            .ticker(timers::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  private record Bucket(double left, long at) {}

  /**
   * Counts a wrong token.
   *
   * @param address of the caller
   * @return false if the address has sent too many
   */
  public boolean takesWrongToken(String address) {
    long now = timers.nanoTime();
    Bucket after =
        buckets
            .asMap()
            .compute(
                address,
                (key, before) -> {
                  double left =
                      before == null
                          ? most
                          : Math.min(most, before.left() + (now - before.at()) / NANOS);
                  return new Bucket(Math.max(-1, left - 1), now);
                });
    return after.left() >= 0;
  }
}
