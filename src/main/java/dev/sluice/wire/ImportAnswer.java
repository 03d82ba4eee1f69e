package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a batch of imported lines. Each job and each worker of the batch counts once.
 *
 * @param stored jobs and workers that were stored
 * @param known jobs and workers that the server had; they stay as they are
 * @param refused lines that cannot be stored, in their order
 */
public record ImportAnswer(int stored, int known, List<Refused> refused) {
  /**
   * @param line counts from 0
   * @param id of the job or worker; absent if the line does not say
   * @param code stable, for machines
   * @param reason for people
   */
  public record Refused(int line, @Nullable String id, String code, String reason) {}
}
