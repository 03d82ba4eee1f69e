package dev.sluice.file;

import dev.sluice.job.JobLookup;
import dev.sluice.time.Serial;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes the chunks of uploads that broke off, the files of jobs that were purged, and uploaded
 * files past their retention that no kept job names.
 */
@Singleton
public final class FilePurge {
  /** A server ends an upload that stands still for much less. */
  static final Duration BROKEN_OFF_AFTER = Duration.ofMinutes(15);

  private static final int PAGE = 200;

  private final FileStore store;
  private final GridFiles files;
  private final GridChunks chunks;
  private final Uploads uploads;
  private final FileConfig config;

  FilePurge(
      FileStore store, GridFiles files, GridChunks chunks, Uploads uploads, FileConfig config) {
    this.store = store;
    this.files = files;
    this.chunks = chunks;
    this.uploads = uploads;
    this.config = config;
  }

  /** Returns how many files and uploads it removed. */
  public Uni<Integer> runAt(Instant now) {
    return uploads
        .stale(now.minus(BROKEN_OFF_AFTER), PAGE)
        .chain(stale -> Serial.each(stale, this::end))
        .map(ended -> ended.stream().mapToInt(Integer::intValue).sum())
        .chain(ended -> from("", now).map(removed -> ended + removed));
  }

  private Uni<Integer> end(FileUpload stale) {
    return files
        .find(stale.id)
        .chain(
            file ->
                file != null && !stale.removing
                    ? uploads.complete(stale.id).replaceWith(0)
                    : uploads.takeOver(stale).chain(taken -> taken ? remove(stale.id) : none()));
  }

  private Uni<Integer> remove(String id) {
    return files
        .remove(id)
        .chain(() -> chunks.removeAll(id))
        .chain(() -> uploads.endRemoval(id))
        .replaceWith(1);
  }

  private Uni<Integer> from(String after, Instant now) {
    return files
        .oldest(after, PAGE)
        .chain(
            page ->
                look(page, now)
                    .chain(
                        removed ->
                            page.size() < PAGE
                                ? Uni.createFrom().item(removed)
                                : from(page.get(PAGE - 1).id(), now).map(more -> removed + more)));
  }

  private Uni<Integer> look(List<StoredFile> page, Instant now) {
    Set<String> owners =
        page.stream()
            .map(StoredFile::jobId)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.toSet());
    return JobLookup.heads(owners)
        .map(kept -> kept.stream().map(job -> job.id).collect(Collectors.toSet()))
        .chain(kept -> Serial.each(page, file -> look(file, kept, now)))
        .map(removed -> removed.stream().mapToInt(Integer::intValue).sum());
  }

  private Uni<Integer> look(StoredFile file, Set<String> keptJobs, Instant now) {
    boolean due =
        file.jobId() != null
            ? !keptJobs.contains(file.jobId())
            : !file.createdAt().isAfter(now.minus(config.retention()));
    if (!due) {
      return none();
    }
    return JobLookup.isNamed(file.id())
        .chain(named -> named ? none() : store.delete(file.id()).map(gone -> gone ? 1 : 0));
  }

  private static Uni<Integer> none() {
    return Uni.createFrom().item(0);
  }
}
