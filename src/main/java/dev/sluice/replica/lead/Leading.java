package dev.sluice.replica.lead;

import dev.sluice.replica.ServerId;
import dev.sluice.store.SharedStore;
import dev.sluice.time.Timers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.DoubleSupplier;

/** Selects how the leader is found: a server that has its store for itself needs no election. */
@Singleton
final class Leading {
  @Produces
  @Singleton
  Leadership leadership(
      ServerId id,
      SharedStore store,
      LeaderLeases leases,
      LeaderConfig config,
      Timers timers,
      DoubleSupplier jitter) {
    return store.isShared()
        ? new Election(id.value(), leases, config.lease(), timers, jitter)
        : new SoleServer(id.value(), id.since());
  }
}
