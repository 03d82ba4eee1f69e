package dev.sluice.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A worker's last word on an attempt, sent after all of its output was accepted.
 *
 * @param chunks how many output chunks it posted, so that a reader knows the end of the log
 * @param output what the operation returns, if anything
 */
public record AttemptResult(
    int attempt,
    Outcome outcome,
    long chunks,
    @Nullable Integer exitCode,
    @Nullable JsonNode output,
    @Nullable JobError error) {}
