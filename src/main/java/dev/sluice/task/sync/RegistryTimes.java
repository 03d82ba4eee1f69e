package dev.sluice.task.sync;

import dev.sluice.replica.lead.Leadership;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.Regularly;
import dev.sluice.time.Timers;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Calls the registry periodically: to sync with the sources, which the leader does for all servers,
 * and to catch up with the others. Both go on when the wall clock is set back.
 */
@Singleton
final class RegistryTimes {
  private static final String OFF = "off";

  /** Empty when it is off. */
  private final Optional<Regularly> syncs;

  private final Optional<Regularly> catchUps;

  RegistryTimes(
      TaskRegistry registry,
      Leadership leadership,
      TaskConfig config,
      Timers timers,
      DoubleSupplier jitter) {
    this.syncs =
        every(
            config.syncEvery(),
            timers,
            jitter,
            () -> leadership.isLeader() ? registry.sync() : registry.followSync());
    this.catchUps = every(config.followEvery(), timers, jitter, registry::catchUp);
  }

  static Optional<Regularly> every(
      String interval, Timers timers, DoubleSupplier jitter, Supplier<Uni<Void>> work) {
    if (interval.equalsIgnoreCase(OFF)) {
      return Optional.empty();
    }
    return Optional.of(
        new Regularly(DurationConverter.parseDuration(interval), timers, jitter, work));
  }

  @PreDestroy
  void close() {
    syncs.ifPresent(Regularly::close);
    catchUps.ifPresent(Regularly::close);
  }

  @Scheduled(
      identity = "sync of tasks",
      every = "${sluice.tasks.sync-every:1m}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sync() {
    return run(syncs);
  }

  @Scheduled(
      identity = "events of tasks",
      every = "${sluice.tasks.follow-every:1s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> catchUp() {
    return run(catchUps);
  }

  private static Uni<Void> run(Optional<Regularly> regularly) {
    return regularly.map(Regularly::run).orElseGet(() -> Uni.createFrom().voidItem());
  }
}
