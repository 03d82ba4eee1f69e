package dev.sluice.wire.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task in a list: its newest version that matches the filters.
 *
 * @param version the newest release, or the newest pre-release if there is no release
 * @param disabledSince when it was disabled: it takes no new jobs; absent when it is enabled
 * @param versions how many of its versions match the filters
 */
public record TaskSummary(
    String name,
    String version,
    String digest,
    @Nullable String uuid,
    @Nullable String label,
    @Nullable String description,
    List<String> tags,
    String source,
    boolean available,
    @Nullable Instant disabledSince,
    int versions,
    Instant updatedAt) {}
