package dev.sluice.task;

import dev.sluice.job.JobLookup;
import dev.sluice.time.Serial;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Removes the contents that no version has any more and that no kept job has pinned, a day after
 * they were first found so. The day is for submissions and syncs that are under way: a job is
 * pinned before it is stored, and a bundle stored before its version (decision 40).
 */
@Singleton
public final class OrphanBundles {
  static final Duration GRACE = Duration.ofDays(1);

  private static final Logger LOG = Logger.getLogger(OrphanBundles.class);
  private static final int PAGE = 100;

  /** The operation whose jobs pin contents. */
  private static final String OPERATION = "task_run";

  private final Bundles bundles;
  private final TaskVersions versions;

  public OrphanBundles(Bundles bundles, TaskVersions versions) {
    this.bundles = bundles;
    this.versions = versions;
  }

  /** Looks at every stored content; returns how many were removed. */
  public Uni<Integer> removeAt(Instant now) {
    return versions.digests().chain(used -> from("", used, now));
  }

  private Uni<Integer> from(String after, Set<String> used, Instant now) {
    return bundles
        .page(after, PAGE)
        .chain(
            page -> {
              Uni<Integer> removed = look(page, used, now);
              return page.size() < PAGE
                  ? removed
                  : removed.chain(
                      count ->
                          from(page.get(PAGE - 1).digest, used, now).map(more -> count + more));
            });
  }

  private Uni<Integer> look(List<StoredBundle> page, Set<String> used, Instant now) {
    Instant since = now.minus(GRACE);
    List<String> adopted =
        digests(page.stream().filter(b -> used.contains(b.digest) && b.orphanSince != null));
    List<StoredBundle> orphans = page.stream().filter(b -> !used.contains(b.digest)).toList();
    List<String> fresh = digests(orphans.stream().filter(b -> b.orphanSince == null));
    List<String> due =
        digests(
            orphans.stream().filter(b -> b.orphanSince != null && !b.orphanSince.isAfter(since)));
    return bundles
        .adopted(adopted)
        .chain(() -> bundles.orphaned(fresh, now))
        .chain(() -> unpinned(due))
        .chain(unpinned -> bundles.remove(unpinned, since))
        .invoke(OrphanBundles::log);
  }

  private static List<String> digests(Stream<StoredBundle> some) {
    return some.map(bundle -> bundle.digest).toList();
  }

  private static Uni<Set<String>> unpinned(List<String> digests) {
    Set<String> unpinned = new HashSet<>(digests);
    return Serial.each(
            digests,
            digest ->
                JobLookup.isPinned(digest)
                    .invoke(pinned -> unpinned.removeIf(d -> pinned && d.equals(digest))))
        .chain(
            () ->
                unpinned.isEmpty()
                    ? Uni.createFrom().item(Set.<String>of())
                    : JobLookup.pinnedInPayload(OPERATION, unpinned))
        .invoke(unpinned::removeAll)
        .replaceWith(unpinned);
  }

  private static void log(int removed) {
    if (removed > 0) {
      LOG.infof("removed %d contents of tasks that no version and no job has any more", removed);
    }
  }
}
