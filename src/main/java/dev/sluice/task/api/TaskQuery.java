package dev.sluice.task.api;

import dev.sluice.http.PageCursor;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.task.CatalogEntry;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request for a list of tasks.
 *
 * @param fingerprint of the filters, to tie cursors to them
 * @param limit most items of a page
 * @param after name that the page begins after; empty for the first
 */
record TaskQuery(Predicate<CatalogEntry> filter, String fingerprint, int limit, String after) {
  static final int LIMIT = 50;

  /** The raw query parameters, before they are checked. */
  record Parameters(
      @Nullable String q, List<String> tag, @Nullable String source, @Nullable String available) {

    /**
     * @throws ProblemException 400 naming the parameter at fault
     */
    TaskQuery with(@Nullable String limit, @Nullable String cursor) {
      String fingerprint = toString();
      return new TaskQuery(
          filter(),
          fingerprint,
          QueryParameters.limit(limit, LIMIT),
          cursor == null ? "" : PageCursor.decode(cursor, fingerprint));
    }

    /** Requires every tag; the default is available versions only. */
    Predicate<CatalogEntry> filter() {
      Predicate<CatalogEntry> filter = availability();
      if (source != null) {
        filter = filter.and(entry -> entry.source().equals(source));
      }
      for (String one : tag) {
        filter = filter.and(entry -> entry.tags().contains(one));
      }
      return q == null ? filter : filter.and(entry -> isIn(entry, q));
    }

    private Predicate<CatalogEntry> availability() {
      return switch (available == null ? "true" : available) {
        case "true" -> CatalogEntry::available;
        case "false" -> entry -> !entry.available();
        case "any" -> entry -> true;
        default ->
            throw ProblemException.invalid(
                "available", "invalid_value", "must be true, false or any");
      };
    }

    private static boolean isIn(CatalogEntry entry, String text) {
      return contains(entry.name(), text)
          || contains(entry.label(), text)
          || contains(entry.description(), text)
          || entry.tags().stream().anyMatch(tag -> contains(tag, text));
    }

    private static boolean contains(@Nullable String text, String part) {
      for (int i = 0; text != null && i <= text.length() - part.length(); i++) {
        if (text.regionMatches(true, i, part, 0, part.length())) {
          return true;
        }
      }
      return false;
    }
  }
}
