package dev.sluice.task.sync;

import dev.sluice.wire.task.SyncConflict;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a sync does, for each source. */
final class Tally {
  private final Map<String, Counts> bySource = new TreeMap<>();

  /** What one source had a part in. */
  private static final class Counts {
    private int added;
    private int updated;
    private int removed;
    private int unchanged;
    private int failures;
    private final List<SyncConflict> conflicts = new ArrayList<>();
    private final List<SyncError> errors = new ArrayList<>();
  }

  synchronized void added(String source) {
    of(source).added++;
  }

  synchronized void updated(String source) {
    of(source).updated++;
  }

  synchronized void removed(String source) {
    of(source).removed++;
  }

  synchronized void unchanged(String source, int count) {
    of(source).unchanged += count;
  }

  /** A source did not give what it had shown. */
  synchronized void failed(String source) {
    of(source).failures++;
  }

  synchronized int failures(String source) {
    return of(source).failures;
  }

  synchronized void conflict(SyncConflict conflict) {
    of(conflict.source()).conflicts.add(conflict);
  }

  synchronized void error(SyncError error) {
    of(error.source()).errors.add(error);
  }

  /** The part of one source, or of all. */
  synchronized SyncResult of(String source, Instant at, long tookMs) {
    return result(List.of(of(source)), at, tookMs);
  }

  synchronized SyncResult total(Instant at, long tookMs) {
    return result(List.copyOf(bySource.values()), at, tookMs);
  }

  private static SyncResult result(List<Counts> counts, Instant at, long tookMs) {
    return new SyncResult(
        counts.stream().mapToInt(c -> c.added).sum(),
        counts.stream().mapToInt(c -> c.updated).sum(),
        counts.stream().mapToInt(c -> c.removed).sum(),
        counts.stream().mapToInt(c -> c.unchanged).sum(),
        counts.stream().flatMap(c -> c.conflicts.stream()).toList(),
        counts.stream().flatMap(c -> c.errors.stream()).toList(),
        at,
        tookMs);
  }

  private Counts of(String source) {
    return bySource.computeIfAbsent(source, name -> new Counts());
  }
}
