package dev.sluice.wire.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended. Also the data of the {@code result} event.
 *
 * @param exitCode of the command; absent for operations that have none
 * @param output what the operation returned
 * @param fileId of the ZIP with the collected files; absent if there is none
 * @param files how many were collected; absent if the job did not ask for it, as the next two
 * @param size of the ZIP, bytes
 * @param message about the collected files; absent if nothing is to be said
 */
public record JobResult(
    @Nullable Integer exitCode,
    @Nullable JsonNode output,
    @Nullable JobError error,
    @Nullable String fileId,
    @Nullable Long files,
    @Nullable Long size,
    @Nullable String message) {
  /** A result without collected files. */
  public JobResult(
      @Nullable Integer exitCode, @Nullable JsonNode output, @Nullable JobError error) {
    this(exitCode, output, error, null, null, null, null);
  }
}
