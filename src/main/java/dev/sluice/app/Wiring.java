package dev.sluice.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.time.Timers;
import dev.sluice.wire.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** The seams to the outside world: time, and how JSON is written. */
@Singleton
final class Wiring {

  /** In whole milliseconds, since that is what the store keeps. */
  @Produces
  @Singleton
  Clock clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }

  @Produces
  @Singleton
  Timers timers(Vertx vertx) {
    return new Timers() {
      @Override
      public Runnable after(Duration delay, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }

  /** From 0 to 1, to spread what many would otherwise do at once. */
  @Produces
  @Singleton
  DoubleSupplier jitter() {
    return () -> ThreadLocalRandom.current().nextDouble();
  }

  @Produces
  @Singleton
  ObjectMapperCustomizer json() {
    return (ObjectMapper mapper) -> Json.configure(mapper);
  }
}
