package dev.sluice.schedule.duty;

import dev.sluice.worker.Membership;
import dev.sluice.worker.Worker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Deletes workers that have been OFFLINE for long: an agent without a name registers under another
 * one at each start, and one that is killed cannot deregister.
 */
@Singleton
final class ForgetWorkers implements Duty {
  private final Membership membership;
  private final Throttle throttle;

  ForgetWorkers(Membership membership, Throttle throttle) {
    this.membership = membership;
    this.throttle = throttle;
  }

  @Override
  public String name() {
    return "forget workers";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return throttle.run(
        () ->
            new Round<Worker>(name(), worker -> "worker " + worker.id)
                .run(membership.longOffline(now), 1, this::forget)
                .chain(gone -> membership.purgeRemoved(now).map(removed -> gone + removed)));
  }

  private Uni<Integer> forget(Worker worker) {
    return membership.forget(worker).map(gone -> gone ? 1 : 0);
  }
}
