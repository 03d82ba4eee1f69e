package dev.sluice.job;

import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended, as stored.
 *
 * @param output the operation's return value as the text of its JSON
 */
public record Result(
    @Nullable Integer exitCode,
    @Nullable String output,
    @Nullable JobError error,
    @Nullable String fileId) {}
