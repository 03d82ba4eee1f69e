package dev.sluice.schedule.duty;

import dev.sluice.task.OrphanBundles;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Removes the contents of tasks that no version and no job has any more. */
@Singleton
final class RemoveOrphanBundles implements Duty {
  /** A round reads the catalog of contents, and an orphan waits for a day at least. */
  static final Duration EVERY = Duration.ofHours(1);

  private final OrphanBundles orphans;
  private final Timers timers;
  private boolean ran;
  private long ranAt;

  RemoveOrphanBundles(OrphanBundles orphans, Timers timers) {
    this.orphans = orphans;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "remove orphan bundles";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    if (ran && timers.millisSince(ranAt) < EVERY.toMillis()) {
      return Uni.createFrom().item(0);
    }
    ran = true;
    ranAt = timers.nanoTime();
    return orphans.removeAt(now);
  }
}
