package dev.sluice.worker;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The times that the fleet lives by. */
@Singleton
final class FleetClock {
  private final Clock clock;
  private final WorkerConfig config;

  FleetClock(Clock clock, WorkerConfig config) {
    this.clock = clock;
    this.config = config;
  }

  Instant now() {
    return clock.instant();
  }

  Duration heartbeat() {
    return config.heartbeat();
  }

  Duration offlineAfter() {
    return config.offlineAfter();
  }
}
