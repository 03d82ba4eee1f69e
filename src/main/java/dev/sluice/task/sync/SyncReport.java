package dev.sluice.task.sync;

import dev.sluice.fields.FieldErrors;
import dev.sluice.store.StoredJson;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.wire.task.SyncConflict;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one sync does: counts, conflicts and errors by source, and the events that announce
 * it. A version that takes the place of another in its source is one update, not an addition and a
 * removal. Safe for use by several threads.
 */
final class SyncReport {
  private static final Logger LOG = Logger.getLogger(SyncReport.class);

  private final Instant at;
  private final Map<String, Counts> bySource = new TreeMap<>();
  private final Map<String, TaskVersion> added = new LinkedHashMap<>();

  /** By place, as {@link #place} has it. */
  private final Map<String, Deque<TaskVersion>> removed = new LinkedHashMap<>();

  private final List<TaskEvent> others = new ArrayList<>();
  private final List<TaskVersion> announced = new ArrayList<>();

  private static final class Counts {
    private int added;
    private int updated;
    private int removed;
    private int unchanged;
    private int failures;
    private final List<SyncConflict> conflicts = new ArrayList<>();
    private final List<SyncError> errors = new ArrayList<>();
  }

  /**
   * The data of an event about a version.
   *
   * @param previousDigest of the version's previous content
   * @param previousVersion the version that had the same place in the source before
   */
  private record VersionData(
      String name,
      String version,
      String digest,
      String source,
      @Nullable String previousDigest,
      @Nullable String previousVersion,
      Instant at) {}

  SyncReport(Instant at) {
    this.at = at;
  }

  Instant at() {
    return at;
  }

  synchronized void added(TaskVersion version) {
    of(version.source).added++;
    announced.add(version);
    added.put(version.id, version);
  }

  synchronized void removed(TaskVersion version) {
    of(version.source).removed++;
    announced.add(version);
    removed.computeIfAbsent(place(version), p -> new ArrayDeque<>()).add(version);
  }

  /**
   * @param previousDigest null if it is not known
   */
  synchronized void updated(TaskVersion version, @Nullable String previousDigest) {
    of(version.source).updated++;
    announced.add(version);
    String data = data(version, previousDigest, null);
    others.add(event(Kind.TASK_UPDATED, List.of(version.id), data));
  }

  synchronized void unchanged(String source, int count) {
    of(source).unchanged += count;
  }

  /** Counts a conflict without an event: every sync reports it, an event announces it once. */
  synchronized void conflict(SyncConflict conflict) {
    of(conflict.source()).conflicts.add(conflict);
  }

  /**
   * Adds the event for a new conflict.
   *
   * @param version whose document records the conflict; null if it was added together with it
   */
  synchronized void announce(SyncConflict conflict, @Nullable TaskVersion version) {
    if (version != null) {
      announced.add(version);
    }
    String id = TaskVersion.id(conflict.name(), conflict.version());
    LOG.warnf(
        "source %s: task %s is in conflict with the one of %s, %s: %s",
        conflict.source(), id, conflict.storedSource(), conflict.resolution(), conflict.reason());
    others.add(event(Kind.TASK_CONFLICT, List.of(id), StoredJson.text(conflict)));
  }

  /** Counts an error without an event. */
  synchronized void error(SyncError error) {
    of(error.source()).errors.add(error);
  }

  /** Adds the event for a new error. */
  synchronized void announce(SyncError error) {
    String what = error.location() == null ? "" : ": task " + error.location();
    String fields = error.errors().isEmpty() ? "" : ": " + FieldErrors.text(error.errors());
    LOG.warnf("source %s%s %s (%s)%s", error.source(), what, error.message(), error.code(), fields);
    others.add(event(Kind.ERROR, List.of(), StoredJson.text(error)));
  }

  /** Adds the event about the sync as a whole; it comes after all others. */
  synchronized void announceSync(Object summary) {
    others.add(event(Kind.SYNC, List.of(), StoredJson.text(summary)));
  }

  /** Counts a failure of a source to deliver a task that it shows. */
  synchronized void failed(String source) {
    of(source).failures++;
  }

  synchronized int failures(String source) {
    return of(source).failures;
  }

  synchronized boolean hasEvents() {
    return !(added.isEmpty() && removed.isEmpty() && others.isEmpty());
  }

  synchronized SyncResult resultOf(String source, long tookMs) {
    return result(List.of(of(source)), tookMs);
  }

  synchronized SyncResult total(long tookMs) {
    return result(List.copyOf(bySource.values()), tookMs);
  }

  /** The versions that the events announce. */
  synchronized List<TaskVersion> announced() {
    return List.copyOf(announced);
  }

  /** To be called once, at the end. */
  synchronized List<TaskEvent> events() {
    List<TaskEvent> events = new ArrayList<>();
    for (TaskVersion version : added.values()) {
      Deque<TaskVersion> predecessors = removed.get(place(version));
      TaskVersion before = predecessors == null ? null : predecessors.poll();
      events.add(
          before == null
              ? event(Kind.TASK_ADDED, List.of(version.id), data(version, null, null))
              : event(
                  Kind.TASK_UPDATED,
                  List.of(version.id, before.id),
                  data(version, before.digest, before.version)));
    }
    removed.values().stream()
        .flatMap(Deque::stream)
        .map(v -> event(Kind.TASK_REMOVED, List.of(v.id), data(v, null, null)))
        .forEach(events::add);
    events.addAll(others);
    return events;
  }

  private static String place(TaskVersion version) {
    return version.source + "\n" + version.location + "\n" + version.name;
  }

  private String data(
      TaskVersion version, @Nullable String previousDigest, @Nullable String previousVersion) {
    return StoredJson.text(
        new VersionData(
            version.name,
            version.version,
            version.digest,
            version.source,
            previousDigest,
            previousVersion,
            at));
  }

  private TaskEvent event(Kind kind, List<String> tasks, String data) {
    TaskEvent event = new TaskEvent();
    event.kind = kind;
    event.tasks = tasks;
    event.data = data;
    event.at = at;
    return event;
  }

  private SyncResult result(List<Counts> counts, long tookMs) {
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
