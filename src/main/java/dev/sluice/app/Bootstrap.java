package dev.sluice.app;

import dev.sluice.schedule.Recovery;
import dev.sluice.security.Credentials;
import dev.sluice.store.Indexes;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.time.Timers;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Prepares the server before its first request: checks the address, then indexes, then memory. */
@Singleton
final class Bootstrap {
  private static final StoreRetry RETRY =
      new StoreRetry(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(2));

  private final Indexes indexes;
  private final Recovery recovery;
  private final TaskRegistry tasks;
  private final Telemetry telemetry;
  private final Timers timers;

  Bootstrap(
      Indexes indexes, Recovery recovery, TaskRegistry tasks, Telemetry telemetry, Timers timers) {
    this.indexes = indexes;
    this.recovery = recovery;
    this.tasks = tasks;
    this.telemetry = telemetry;
    this.timers = timers;
  }

  /**
   * Runs before Quarkus starts the timers of duties, which would find a server that has given up.
   */
  static void requireSafeAddress(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
      @ConfigProperty(name = "quarkus.http.host") String host,
      Credentials credentials) {
    ListenAddress.requireSafe(host, credentials.areRequired());
  }

  void start(@Observes StartupEvent event) {
    telemetry.start();
    RETRY
        .untilDone(indexes::ensure, timers)
        .chain(() -> RETRY.untilDone(tasks::recover, timers))
        .chain(() -> RETRY.untilDone(recovery::run, timers))
        .await()
        .indefinitely();
  }
}
