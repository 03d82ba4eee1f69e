package dev.sluice.task.api;

import dev.sluice.http.ProblemException;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Explains why the registry has no match for a submission's task, with what it has instead. */
final class UnresolvedTask {
  private static final int SUGGESTIONS = 5;
  private static final int SHOWN = 80;

  private UnresolvedTask() {}

  static ProblemException problem(Catalog catalog, String name, String range) {
    List<CatalogEntry> versions = catalog.versions(name);
    FieldError error =
        versions.isEmpty()
            ? new FieldError("task", "unknown_task", "is unknown" + similar(catalog, name))
            : new FieldError("version", "no_matching_version", noMatch(versions, range));
    return problem(error);
  }

  static ProblemException invalidRange() {
    return problem(
        new FieldError(
            "version", "invalid_range", "must be a range of versions, such as ^1.0, ~1.2.3, *"));
  }

  static ProblemException disabled(Instant since) {
    return problem(
        new FieldError(
            "task", "task_disabled", "is disabled since " + since + " and takes no new jobs"));
  }

  private static ProblemException problem(FieldError error) {
    String detail = error.field() + " " + error.message();
    return new ProblemException(
        new Problem("Unprocessable Entity", 422, error.code(), detail, List.of(error)));
  }

  private static String noMatch(List<CatalogEntry> versions, String range) {
    List<String> available =
        new ArrayList<>(
            versions.stream()
                .filter(CatalogEntry::available)
                .map(entry -> entry.version().toString())
                .toList());
    Collections.reverse(available);
    String there =
        available.isEmpty()
            ? "none is available now"
            : "available are "
                + String.join(", ", available.stream().limit(SUGGESTIONS).toList())
                + (available.size() > SUGGESTIONS
                    ? " and " + (available.size() - SUGGESTIONS) + " more"
                    : "");
    return "matches no version with '" + range + "'; " + there;
  }

  /** Suggests names that begin as {@code name} does, the longest common beginning first. */
  private static String similar(Catalog catalog, String name) {
    if (name.length() > SHOWN) {
      return "";
    }
    int least = Math.max(1, name.length() / 2);
    List<String> similar =
        catalog.names().stream()
            .filter(known -> commonPrefix(name, known) >= least)
            .sorted(Comparator.comparingInt((String known) -> -commonPrefix(name, known)))
            .limit(SUGGESTIONS)
            .toList();
    return similar.isEmpty() ? "" : "; similar names are " + String.join(", ", similar);
  }

  private static int commonPrefix(String one, String other) {
    int length = 0;
    while (one.regionMatches(true, length, other, length, 1)) {
      length++;
    }
    return length;
  }
}
