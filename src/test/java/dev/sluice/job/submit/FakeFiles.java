package dev.sluice.job.submit;

import dev.sluice.job.StoredFiles;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/** The files with these ids, none of which a job has left. */
public final class FakeFiles implements StoredFiles {
  private final Set<String> ids;

  public FakeFiles(String... ids) {
    this.ids = Set.of(ids);
  }

  @Override
  public Uni<Boolean> exists(String fileId) {
    return Uni.createFrom().item(ids.contains(fileId));
  }

  @Override
  public Uni<Boolean> isLeftBy(String jobId, String fileId) {
    return Uni.createFrom().item(false);
  }
}
