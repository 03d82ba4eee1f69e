package dev.sluice.schedule.duty;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** Periodic work of the leader. */
interface Duty {
  /** For the log. */
  String name();

  /**
   * Does what is due at {@code now}.
   *
   * @return how many jobs or workers it changed
   */
  Uni<Integer> runOnce(Instant now);
}
