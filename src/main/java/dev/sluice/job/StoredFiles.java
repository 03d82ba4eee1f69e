package dev.sluice.job;

import io.smallrye.mutiny.Uni;

/** What jobs ask about files. The wing that stores files answers. */
public interface StoredFiles {
  /** Whether the file exists. */
  Uni<Boolean> exists(String fileId);

  /** Whether the file exists and the job has left it. */
  Uni<Boolean> isLeftBy(String jobId, String fileId);
}
