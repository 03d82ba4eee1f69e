package dev.sluice.task.api;

import dev.sluice.http.ProblemException;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says why a submission's task was not found, and what there is instead. */
final class Unresolved {
  private static final int SUGGESTIONS = 5;
  private static final int SHOWN = 80;

  private Unresolved() {}

  static ProblemException problem(Catalog catalog, String name, String range) {
    List<CatalogEntry> versions = catalog.versions(name);
    FieldError error =
        versions.isEmpty()
            ? new FieldError("task", "unknown_task", "is not known" + near(catalog, name))
            : new FieldError("version", "no_matching_version", none(versions, range));
    return problem(error);
  }

  /** What stands for a version is no range of versions. */
  static ProblemException noRange() {
    return problem(
        new FieldError(
            "version", "invalid_range", "must be a range of versions, as ^1.0, ~1.2.3, *"));
  }

  private static ProblemException problem(FieldError error) {
    String detail = error.field() + " " + error.message();
    return new ProblemException(
        new Problem("Unprocessable Entity", 422, error.code(), detail, List.of(error)));
  }

  private static String none(List<CatalogEntry> versions, String range) {
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

  private static String near(Catalog catalog, String name) {
    if (name.length() > SHOWN) {
      return "";
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    List<String> near =
        catalog.names().stream()
            .filter(known -> distance(wanted, known.toLowerCase(Locale.ROOT)) <= 2)
            .sorted(
                Comparator.comparingInt(
                    (String known) -> distance(wanted, known.toLowerCase(Locale.ROOT))))
            .limit(SUGGESTIONS)
            .toList();
    return near.isEmpty() ? "" : "; near to it are " + String.join(", ", near);
  }

  /** Levenshtein's; only told apart up to 3, beyond that it does not matter. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return 3;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return Math.min(3, row[b.length()]);
  }
}
