package dev.sluice.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task in a list: its newest version that the list was asked for.
 *
 * @param version a release, unless there is none
 * @param versions how many of its versions the list was asked for
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
    int versions,
    Instant updatedAt) {}
