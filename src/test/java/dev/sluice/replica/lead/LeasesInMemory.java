package dev.sluice.replica.lead;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lease as the store keeps it, and a store that can be away or lose its answers. */
final class LeasesInMemory implements Leases {
  private @Nullable LeaderLease stored;
  private boolean away;
  private boolean losesAnswers;

  void goAway(boolean isAway) {
    away = isAway;
  }

  void loseAnswers(boolean loses) {
    losesAnswers = loses;
  }

  @Override
  public Uni<@Nullable LeaderLease> find() {
    return call(() -> copy(stored));
  }

  @Override
  public Uni<@Nullable LeaderLease> take(@Nullable LeaderLease seen, String holder) {
    return call(
        () -> {
          boolean unchanged =
              seen == null ? stored == null : stored != null && stored.isSameAs(seen);
          if (!unchanged) {
            return null;
          }
          LeaderLease taken = new LeaderLease();
          taken.epoch = seen == null ? 1 : seen.epoch + 1;
          taken.holder = holder;
          stored = taken;
          return copy(taken);
        });
  }

  @Override
  public Uni<@Nullable LeaderLease> renew(LeaderLease mine) {
    return call(
        () -> {
          if (stored == null || stored.epoch != mine.epoch) {
            return null;
          }
          stored.renewals++;
          return copy(stored);
        });
  }

  @Override
  public Uni<Void> release(LeaderLease mine) {
    return call(
        () -> {
          if (stored != null && stored.epoch == mine.epoch) {
            stored.holder = "";
            stored.renewals++;
          }
          return null;
        });
  }

  private <T> Uni<T> call(Supplier<@Nullable T> command) {
    return Uni.createFrom()
        .item(
            () -> {
              if (away) {
                throw new IllegalStateException("the store is away");
              }
              T answer = command.get();
              if (losesAnswers) {
                throw new IllegalStateException("the answer is lost");
              }
              return answer;
            });
  }

  private static @Nullable LeaderLease copy(@Nullable LeaderLease lease) {
    if (lease == null) {
      return null;
    }
    LeaderLease copy = new LeaderLease();
    copy.epoch = lease.epoch;
    copy.holder = lease.holder;
    copy.renewals = lease.renewals;
    copy.since = lease.since;
    return copy;
  }
}
