package dev.sluice.app;

import dev.sluice.schedule.Scheduler;
import dev.sluice.store.StorePing;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.task.sync.FirstSync;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Health checks for Kubernetes. Liveness ignores a store that is away, since a restart would not
 * help; it helps an embedded store that closed itself.
 */
@Singleton
final class Probes {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Produces
  @Liveness
  @Singleton
  HealthCheck process() {
    return () -> HealthCheckResponse.named("process").status(!EmbeddedMongo.hasFailed()).build();
  }

  @Produces
  @Readiness
  @Singleton
  AsyncHealthCheck store(StorePing ping) {
    return () ->
        ping.run()
            .ifNoItem()
            .after(PATIENCE)
            .fail()
            .map(done -> HealthCheckResponse.up("store"))
            .onFailure()
            .recoverWithUni(e -> Uni.createFrom().item(HealthCheckResponse.down("store")));
  }

  @Produces
  @Readiness
  @Singleton
  HealthCheck leader(Scheduler scheduler) {
    return () -> HealthCheckResponse.named("leader").status(scheduler.isReady()).build();
  }

  @Produces
  @org.eclipse.microprofile.health.Startup
  @Singleton
  HealthCheck started(Scheduler scheduler, FirstSync firstSync) {
    return () ->
        HealthCheckResponse.named("started")
            .status(scheduler.isReady() && firstSync.isOver())
            .withData("tasks", firstSync.isOver() ? "loaded" : "loading")
            .build();
  }
}
