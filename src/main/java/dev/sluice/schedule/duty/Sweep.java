package dev.sluice.schedule.duty;

import dev.sluice.schedule.Scheduler;
import dev.sluice.time.Serial;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Does the duties of the leader periodically, one after another, and then asks for an assignment. A
 * duty that fails does not keep the others from running.
 */
@Singleton
final class Sweep {
  private static final Logger LOG = Logger.getLogger(Sweep.class);

  private final List<Duty> duties;
  private final Scheduler scheduler;
  private final Clock clock;

  Sweep(@All List<Duty> duties, Scheduler scheduler, Clock clock) {
    this.duties = duties;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @Scheduled(
      identity = "sweep",
      every = "${sluice.schedule.sweep:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> run() {
    return scheduler.isActive()
        ? runDuties().invoke(scheduler::assign)
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> runDuties() {
    return Serial.each(duties, this::run).replaceWithVoid();
  }

  private Uni<Integer> run(Duty duty) {
    return Uni.createFrom()
        .deferred(() -> duty.runOnce(clock.instant()))
        .invoke(
            count -> {
              if (count > 0) {
                LOG.debugf("%s: %d", duty.name(), count);
              }
            })
        .onFailure()
        .recoverWithItem(
            e -> {
              LOG.warnf(e, "%s failed", duty.name());
              return 0;
            });
  }
}
