package dev.sluice.wire.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task takes new jobs.
 *
 * @param disabledSince absent when it is enabled
 */
public record TaskSwitch(String name, boolean enabled, @Nullable Instant disabledSince) {}
