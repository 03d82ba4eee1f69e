package dev.sluice.schedule.duty;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** Something that the leader does every now and then. */
interface Duty {
  /** For the log. */
  String name();

  /**
   * Does what is due.
   *
   * @return how many jobs or workers it changed
   */
  Uni<Integer> runOnce(Instant now);
}
