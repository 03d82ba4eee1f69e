package dev.sluice.replica.lead;

import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Says which server leads. The leader assigns jobs and does the duties. */
public interface Leadership {
  /** The epoch in which this server leads now; 0 while it does not. */
  long epoch();

  /** The leader, as far as this server knows; null while none is known. */
  @Nullable Leader leader();

  /** Publishes the epoch of this server whenever it begins to lead, and 0 when it stops. */
  Topic<Long> changes();

  /** Takes part from now on. Completes after the first look at who leads. */
  Uni<Void> begin();

  /** Gives leadership up, if this server has it, and never takes it again. */
  Uni<Void> resign();

  default boolean isLeader() {
    return epoch() > 0;
  }
}
