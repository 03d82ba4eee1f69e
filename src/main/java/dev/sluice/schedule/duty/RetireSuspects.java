package dev.sluice.schedule.duty;

import dev.sluice.schedule.Scheduler;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.Presence;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * Retires a suspect worker at the moment at which its time to come back is over; the sweep alone
 * would leave its jobs waiting for seconds. The server whose connection broke does this, whether it
 * leads or not: no other knows of it.
 */
@Singleton
final class RetireSuspects {
  private final Scheduler scheduler;
  private final Presence presence;
  private final Coalesced retiring;

  RetireSuspects(RetireSilentWorkers retire, Scheduler scheduler, Presence presence, Clock clock) {
    this.scheduler = scheduler;
    this.presence = presence;
    this.retiring =
        new Coalesced(
            "retiring suspect workers",
            Infrastructure.getDefaultExecutor(),
            () -> retire.runOnce(clock.instant()));
  }

  void start(@Observes StartupEvent event) {
    presence.lost().wake(workerId -> retire());
  }

  private void retire() {
    if (scheduler.isRunning()) {
      retiring.request();
    }
  }
}
