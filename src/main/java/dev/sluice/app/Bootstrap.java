package dev.sluice.app;

import dev.sluice.schedule.Recovery;
import dev.sluice.security.Credentials;
import dev.sluice.store.Indexes;
import dev.sluice.task.sync.TaskRegistry;
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
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Indexes indexes;
  private final Recovery recovery;
  private final TaskRegistry tasks;
  private final Telemetry telemetry;

  Bootstrap(Indexes indexes, Recovery recovery, TaskRegistry tasks, Telemetry telemetry) {
    this.indexes = indexes;
    this.recovery = recovery;
    this.tasks = tasks;
    this.telemetry = telemetry;
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
    indexes.ensure().chain(tasks::recover).chain(recovery::run).await().atMost(PATIENCE);
  }
}
