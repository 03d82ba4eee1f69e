package dev.sluice.app;

import dev.sluice.mongo.Indexes;
import dev.sluice.schedule.Scheduler;
import dev.sluice.task.TaskRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What happens before the first request: safety first, then indexes, then what is kept in memory.
 */
@Singleton
final class Startup {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Indexes indexes;
  private final Scheduler scheduler;
  private final TaskRegistry tasks;
  private final Journals journals;
  private final String host;
  private final ApiToken token;

  Startup(
      Indexes indexes,
      Scheduler scheduler,
      TaskRegistry tasks,
      Journals journals,
      @ConfigProperty(name = "quarkus.http.host") String host,
      ApiToken token) {
    this.indexes = indexes;
    this.scheduler = scheduler;
    this.tasks = tasks;
    this.journals = journals;
    this.host = host;
    this.token = token;
  }

  void start(@Observes StartupEvent event) {
    SafeByDefault.check(host, token.isConfigured());
    journals.open();
    indexes.ensure().chain(tasks::recover).chain(scheduler::recover).await().atMost(PATIENCE);
  }
}
