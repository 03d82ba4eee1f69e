package dev.sluice.legacy.executor.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Bounds the failed logins of each account and of each address. Each server counts its own. */
@Singleton
final class LoginThrottle {
  static final int OF_ACCOUNT = 10;
  static final int OF_ADDRESS = 30;

  private final Buckets accounts;
  private final Buckets addresses;

  LoginThrottle(Timers timers) {
    this.accounts = new Buckets(timers, OF_ACCOUNT, Duration.ofMinutes(1));
    this.addresses = new Buckets(timers, OF_ADDRESS, Duration.ofSeconds(10));
  }

  /**
   * Counts a login before its password is checked.
   *
   * @return the time until it may be tried again; zero if it may be tried now
   */
  Duration take(String username, String address) {
    Duration wait = addresses.take(address);
    return wait.isZero() ? accounts.take(username) : wait;
  }

  /** Like {@link #take}, for a registration. */
  Duration takeRegistration(String address) {
    return addresses.take(address);
  }

  /** Does not count a login, because its password was right or was not checked. */
  void giveBack(String username, String address) {
    accounts.giveBack(username);
    addresses.giveBack(address);
  }

  /** For each key a bucket that regains one place in a time. */
  private static final class Buckets {
    private static final int MOST_KEYS = 100_000;

    private final Timers timers;
    private final int most;
    private final double regain;
    private final Cache<String, Bucket> buckets;

    private record Bucket(double left, long at, boolean granted) {}

    /**
     * @param regain time for one place
     */
    Buckets(Timers timers, int most, Duration regain) {
      this.timers = timers;
      this.most = most;
      this.regain = regain.toNanos();
      this.buckets =
          Caffeine.newBuilder()
              .maximumSize(MOST_KEYS)
              // By then a bucket is full again.
              .expireAfterAccess(regain.multipliedBy(most))
              .ticker(timers::nanoTime)
              .executor(Runnable::run)
              .build();
    }

    Duration take(String key) {
      long now = timers.nanoTime();
      Bucket after =
          buckets
              .asMap()
              .compute(
                  key,
                  (same, before) -> {
                    double left =
                        before == null
                            ? most
                            : Math.min(most, before.left() + (now - before.at()) / regain);
                    return left >= 1
                        ? new Bucket(left - 1, now, true)
                        : new Bucket(left, now, false);
                  });
      return after.granted()
          ? Duration.ZERO
          : Duration.ofNanos(Math.max(1, (long) Math.ceil((1 - after.left()) * regain)));
    }

    void giveBack(String key) {
      buckets
          .asMap()
          .computeIfPresent(
              key,
              (same, before) ->
                  new Bucket(Math.min(most, before.left() + 1), before.at(), before.granted()));
    }
  }
}
