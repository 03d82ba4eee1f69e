package dev.sluice.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.replica.ServerId;
import dev.sluice.text.Tokens;
import dev.sluice.time.Timers;
import dev.sluice.wire.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** Produces what all packages inject: the clock, timers, jitter and the form of JSON. */
@Singleton
final class Wiring {

  /** Ticks in whole milliseconds, the resolution of the store. */
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

  /** Of this process; another one at each start. */
  @Produces
  @Singleton
  ServerId serverId(Clock clock) {
    String host = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "server");
    String value = host.replace('/', '-') + "-" + Tokens.next().substring(0, 8);
    return new ServerId(value, clock.instant());
  }

  /** Numbers in [0, 1) that spread actions which would otherwise coincide. */
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
