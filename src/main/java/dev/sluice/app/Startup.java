package dev.sluice.app;

import dev.sluice.schedule.Recovery;
import dev.sluice.store.Indexes;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.time.Timers;
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
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Indexes indexes;
  private final Recovery recovery;
  private final TaskRegistry tasks;
  private final Journals journals;
  private final Timers timers;
  private final String host;
  private final ApiToken token;

  Startup(
      Indexes indexes,
      Recovery recovery,
      TaskRegistry tasks,
      Journals journals,
      Timers timers,
      @ConfigProperty(name = "quarkus.http.host") String host,
      ApiToken token) {
    this.indexes = indexes;
    this.recovery = recovery;
    this.tasks = tasks;
    this.journals = journals;
    this.timers = timers;
    this.host = host;
    this.token = token;
  }

  /**
   * Two thirds of the heap are what the start has left behind, and the collector gives memory back
   * only when it collects all of it, which on an idle server it never does by itself. Takes about
   * as long as a full collection of 15 MB.
   */
  private static void giveBack() {
    System.gc();
  }

  void start(@Observes StartupEvent event) {
    SafeByDefault.check(host, token.isConfigured());
    journals.open();
    indexes.ensure().chain(tasks::recover).chain(recovery::run).await().atMost(PATIENCE);
    timers.after(SETTLED, Startup::giveBack);
  }
}
