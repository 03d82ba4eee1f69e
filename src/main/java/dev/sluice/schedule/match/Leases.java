package dev.sluice.schedule.match;

import dev.sluice.job.JobConfig;
import dev.sluice.job.Lease;
import dev.sluice.text.Tokens;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the leases under which jobs are assigned. */
@Singleton
public final class Leases {
  private final JobConfig config;
  private final Clock clock;

  public Leases(JobConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** A lease with a random token, to be fetched within the configured time. */
  public Lease next(String workerId, String incarnation) {
    return new Lease(
        Tokens.next(), workerId, incarnation, clock.instant().plus(config.fetchWithin()));
  }
}
