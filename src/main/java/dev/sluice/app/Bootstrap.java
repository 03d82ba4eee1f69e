package dev.sluice.app;

import dev.sluice.schedule.Recovery;
import dev.sluice.security.Credentials;
import dev.sluice.store.Indexes;
import dev.sluice.store.schema.Migrations;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.time.Timers;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Prepares the server before its first request: checks the address, then indexes, then memory. */
@Singleton
final class Bootstrap {
  private static final Logger LOG = Logger.getLogger(Bootstrap.class);

  private static final StoreRetry RETRY =
      new StoreRetry(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(2));

  private final Migrations migrations;
  private final Indexes indexes;
  private final Recovery recovery;
  private final TaskRegistry tasks;
  private final Telemetry telemetry;
  private final Timers timers;

  Bootstrap(
      Migrations migrations,
      Indexes indexes,
      Recovery recovery,
      TaskRegistry tasks,
      Telemetry telemetry,
      Timers timers) {
    this.migrations = migrations;
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
    CompletableFuture<Void> prepared = prepare().subscribeAsCompletionStage();
    Thread signal = new Thread(() -> prepared.cancel(false), "end-of-start");
    // The JVM waits for the server at its end, and the server may be waiting for its store.
    Runtime.getRuntime().addShutdownHook(signal);
    prepared.join();
    remove(signal);
  }

  private Uni<Void> prepare() {
    return RETRY
        .untilDone(migrations::requireKnown, timers)
        .chain(() -> RETRY.untilDone(indexes::ensure, timers))
        .chain(() -> RETRY.untilDone(tasks::recover, timers))
        .chain(() -> RETRY.untilDone(recovery::run, timers));
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the server ends while it starts", e);
    }
  }
}
