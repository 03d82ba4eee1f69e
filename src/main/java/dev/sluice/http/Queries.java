package dev.sluice.http;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Set;
import java.util.TreeSet;

/** What can be wrong with a query as a whole. */
public final class Queries {
  /** Looked at where callers enter, not here. */
  private static final String ACCESS_TOKEN = "access_token";

  private Queries() {}

  /**
   * Lets no filter be dropped without a word, because it was misspelt or its value got lost.
   *
   * @throws ProblemException 400 for a parameter that is not known, or is empty
   */
  public static void check(MultivaluedMap<String, String> query, Set<String> known) {
    query.forEach(
        (name, values) -> {
          if (!known.contains(name) && !name.equals(ACCESS_TOKEN)) {
            String names = String.join(", ", new TreeSet<>(known));
            throw ProblemException.invalid(
                name, "unknown_parameter", "is not known here; known are " + names);
          }
          if (!name.equals(ACCESS_TOKEN) && values.stream().anyMatch(String::isEmpty)) {
            throw ProblemException.invalid(name, "invalid_value", "must not be empty");
          }
        });
  }
}
