package dev.sluice.job.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.store.StoredJson;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.job.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended, as stored.
 *
 * @param output the operation's return value as the text of its JSON
 * @param collected of the attempt's directory; absent if the job does not ask for it
 */
public record Result(
    @Nullable Integer exitCode,
    @Nullable String output,
    @Nullable JobError error,
    @Nullable CollectedFiles collected) {
  /** A result without collected files. */
  public Result(@Nullable Integer exitCode, @Nullable String output, @Nullable JobError error) {
    this(exitCode, output, error, null);
  }

  /**
   * The result for clients.
   *
   * @param longest output that the view has, characters of its JSON
   */
  public JobResult view(JsonMask mask, int longest) {
    boolean shown = output != null && output.length() <= longest;
    JsonNode returned = StoredJson.tree(shown ? output : null);
    return new JobResult(
        exitCode,
        returned == null ? null : mask.mask(returned),
        error == null ? null : masked(error, mask),
        collected == null ? null : collected.fileId(),
        collected == null ? null : (Long) collected.files(),
        collected == null ? null : (Long) collected.size(),
        collected == null || collected.message() == null ? null : mask.mask(collected.message()));
  }

  private static JobError masked(JobError error, JsonMask mask) {
    String evidence = error.evidence();
    return new JobError(
        error.code(), mask.mask(error.message()), evidence == null ? null : mask.mask(evidence));
  }
}
