package dev.sluice.wire;

import java.time.Instant;
import java.util.List;

/**
 * What a sync of the registry with its sources did, in versions of tasks.
 *
 * @param added new, or there again
 * @param updated now standing for other content
 * @param removed not available any more
 */
public record SyncResult(
    int added,
    int updated,
    int removed,
    int unchanged,
    List<SyncConflict> conflicts,
    List<SyncError> errors,
    Instant at,
    long tookMs) {}
