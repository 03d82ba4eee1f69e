package dev.sluice.wire.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended. Also the data of the {@code result} event.
 *
 * @param exitCode of the command; absent for operations that have none
 * @param output what the operation returned
 */
public record JobResult(
    @Nullable Integer exitCode, @Nullable JsonNode output, @Nullable JobError error) {}
