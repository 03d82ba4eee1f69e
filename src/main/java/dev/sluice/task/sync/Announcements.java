package dev.sluice.task.sync;

import dev.sluice.store.StoredJson;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.task.events.VersionNews;
import dev.sluice.wire.task.SyncConflict;
import dev.sluice.wire.task.SyncError;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one sync has to tell. A version that takes the place of another in its source is one
 * piece of news, not two: whoever saves a file sees one update.
 */
final class Announcements {
  private final Instant at;
  private final Map<String, TaskVersion> added = new LinkedHashMap<>();

  /** By place, as {@link #place} has it. */
  private final Map<String, Deque<TaskVersion>> removed = new LinkedHashMap<>();

  private final List<TaskEvent> others = new ArrayList<>();
  private final List<TaskVersion> told = new ArrayList<>();

  Announcements(Instant at) {
    this.at = at;
  }

  Instant at() {
    return at;
  }

  boolean any() {
    return !(added.isEmpty() && removed.isEmpty() && others.isEmpty());
  }

  void added(TaskVersion version) {
    told.add(version);
    added.put(version.id, version);
  }

  void removed(TaskVersion version) {
    told.add(version);
    removed.computeIfAbsent(place(version), p -> new ArrayDeque<>()).add(version);
  }

  void updated(TaskVersion version, @Nullable String previousDigest) {
    told.add(version);
    String data = VersionNews.of(version, at).after(previousDigest, null).json();
    others.add(event(Kind.TASK_UPDATED, List.of(version.id), data));
  }

  void conflict(@Nullable TaskVersion version, SyncConflict conflict) {
    if (version != null) {
      told.add(version);
    }
    String id = TaskVersion.id(conflict.name(), conflict.version());
    others.add(event(Kind.TASK_CONFLICT, List.of(id), StoredJson.text(conflict)));
  }

  void error(SyncError error) {
    others.add(event(Kind.ERROR, List.of(), StoredJson.text(error)));
  }

  /** A word about the sync as a whole, after everything else. */
  void sync(Object summary) {
    others.add(event(Kind.SYNC, List.of(), StoredJson.text(summary)));
  }

  /** The versions that the events tell of. */
  List<TaskVersion> told() {
    return List.copyOf(told);
  }

  /** To be called once, at the end. */
  List<TaskEvent> events() {
    List<TaskEvent> events = new ArrayList<>();
    for (TaskVersion version : added.values()) {
      Deque<TaskVersion> there = removed.get(place(version));
      TaskVersion before = there == null ? null : there.poll();
      VersionNews news = VersionNews.of(version, at);
      events.add(
          before == null
              ? event(Kind.TASK_ADDED, List.of(version.id), news.json())
              : event(
                  Kind.TASK_UPDATED,
                  List.of(version.id, before.id),
                  news.after(before.digest, before.version).json()));
    }
    removed.values().stream()
        .flatMap(Deque::stream)
        .map(v -> event(Kind.TASK_REMOVED, List.of(v.id), VersionNews.of(v, at).json()))
        .forEach(events::add);
    events.addAll(others);
    return events;
  }

  private static String place(TaskVersion version) {
    return version.source + "\n" + version.location + "\n" + version.name;
  }

  private TaskEvent event(Kind kind, List<String> tasks, String data) {
    TaskEvent event = new TaskEvent();
    event.kind = kind;
    event.tasks = tasks;
    event.data = data;
    event.at = at;
    return event;
  }
}
