package dev.sluice.app;

import dev.sluice.http.ApiToken;
import dev.sluice.schedule.Recovery;
import dev.sluice.store.Indexes;
import dev.sluice.task.sync.TaskRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
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
  private final String host;
  private final ApiToken token;

  Bootstrap(
      Indexes indexes,
      Recovery recovery,
      TaskRegistry tasks,
      Telemetry telemetry,
      @ConfigProperty(name = "quarkus.http.host") String host,
      ApiToken token) {
    this.indexes = indexes;
    this.recovery = recovery;
    this.tasks = tasks;
    this.telemetry = telemetry;
    this.host = host;
    this.token = token;
  }

  void start(@Observes StartupEvent event) {
    ListenAddress.requireSafe(host, token.isConfigured());
    telemetry.start();
    indexes.ensure().chain(tasks::recover).chain(recovery::run).await().atMost(PATIENCE);
  }
}
