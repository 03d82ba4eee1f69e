package dev.sluice.legacy.executor.job;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.output.EndAttempt;
import dev.sluice.wire.CollectedFiles;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Ends attempts, with the files that their commands left. */
@Singleton
final class EndWithFiles {
  private final EndAttempt endAttempt;
  private final OlderFiles files;

  EndWithFiles(EndAttempt endAttempt, OlderFiles files) {
    this.endAttempt = endAttempt;
    this.files = files;
  }

  /** A null item when the attempt is ended meanwhile. */
  Uni<@Nullable Job> end(Job job, AttemptEnd end) {
    return endAttempt.end(job, end);
  }

  /**
   * As {@link #end(Job, AttemptEnd)}; the files are stored first, since the result names them, and
   * removed when the attempt is ended meanwhile.
   */
  Uni<@Nullable Job> end(Job job, AttemptEnd end, Report report) {
    byte[] zip = report.zip();
    return zip == null
        ? end(job, end)
        : files.keep(job.id, zip, report.zipName()).chain(kept -> end(job, with(end, kept), kept));
  }

  private Uni<@Nullable Job> end(Job job, AttemptEnd end, CollectedFiles kept) {
    return end(job, end)
        .onFailure()
        .call(() -> drop(kept))
        .call(ended -> ended == null ? drop(kept) : Uni.createFrom().voidItem());
  }

  private Uni<?> drop(CollectedFiles kept) {
    String id = kept.fileId();
    return id == null ? Uni.createFrom().voidItem() : files.drop(id);
  }

  private static AttemptEnd with(AttemptEnd end, CollectedFiles kept) {
    return new AttemptEnd(end.reason(), end.exitCode(), end.output(), end.error(), kept);
  }
}
