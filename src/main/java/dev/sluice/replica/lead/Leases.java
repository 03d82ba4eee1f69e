package dev.sluice.replica.lead;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Reads and writes the lease of the leader, by conditional writes. */
interface Leases {
  /** A null item before the first leader. */
  Uni<@Nullable LeaderLease> find();

  /**
   * Takes the lease in a new epoch; a null item when it is no longer as {@code seen}.
   *
   * @param seen null if there was no lease yet
   */
  Uni<@Nullable LeaderLease> take(@Nullable LeaderLease seen, String holder);

  /** A null item when another server has taken the lease. */
  Uni<@Nullable LeaderLease> renew(LeaderLease mine);

  /** Lets another server take the lease at once; does nothing when one has. */
  Uni<Void> release(LeaderLease mine);
}
