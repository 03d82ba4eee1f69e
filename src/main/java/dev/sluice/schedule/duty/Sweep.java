package dev.sluice.schedule.duty;

import dev.sluice.schedule.Scheduler;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.Regularly;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.function.DoubleSupplier;
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
  private final Regularly regularly;

  Sweep(
      @All List<Duty> duties,
      Scheduler scheduler,
      ScheduleConfig config,
      Clock clock,
      Timers timers,
      DoubleSupplier jitter) {
    this.duties = duties;
    this.scheduler = scheduler;
    this.clock = clock;
    this.regularly = new Regularly(config.sweep(), timers, jitter, this::sweep);
  }

  @PreDestroy
  void close() {
    regularly.close();
  }

  @Scheduled(
      identity = "sweep",
      every = "${sluice.schedule.sweep:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> run() {
    return regularly.run();
  }

  private Uni<Void> sweep() {
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
