package dev.sluice.wire.task;

import java.time.Instant;
import java.util.List;

/**
 * The result of a sync of the registry with its sources, counted in task versions.
 *
 * @param added new, or available again
 * @param updated with new content
 * @param removed no longer available
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
