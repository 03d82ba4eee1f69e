package dev.sluice.http;

import dev.sluice.text.DurationParser;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads query parameters. Every method throws a 400 problem that names the parameter. */
public final class QueryParameters {
  private static final int MAX_LIMIT = 500;
  private static final String PATH_ID = "id";

  private static final Pattern DURATION = Pattern.compile("\\d{1,9}(ms|s)?");

  private QueryParameters() {}

  /**
   * Refuses unknown and empty parameters, so that no misspelt filter is ignored.
   *
   * @throws ProblemException 400 for the first such parameter
   */
  public static void check(MultivaluedMap<String, String> query, Set<String> known) {
    checkNames(query.keySet(), known);
    query.forEach(
        (name, values) -> {
          if (values.stream().anyMatch(String::isEmpty)) {
            throw ProblemException.invalid(name, "invalid_value", "must not be empty");
          }
        });
  }

  /**
   * Refuses unknown parameters. For a Vert.x route: {@code parameters} may hold the path's {@code
   * id}.
   *
   * @throws ProblemException 400 for the first such parameter
   */
  public static void check(MultiMap parameters, Set<String> known) {
    Set<String> names = new LinkedHashSet<>(parameters.names());
    names.remove(PATH_ID);
    checkNames(names, known);
  }

  private static void checkNames(Set<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        String list = String.join(", ", new TreeSet<>(known));
        throw ProblemException.invalid(
            name, "unknown_parameter", "is unknown; the known parameters are " + list);
      }
    }
  }

  /**
   * @throws ProblemException 400 if it is missing, not a number, or out of range
   */
  public static long requiredNumber(
      HttpServerRequest request, String parameter, long min, long max) {
    String text = request.getParam(parameter);
    if (text == null) {
      throw ProblemException.invalid(parameter, "required", "must be given");
    }
    return number(parameter, text, min, max);
  }

  /**
   * @throws ProblemException 400 if it is not a number, or out of range
   */
  public static long number(String parameter, String text, long min, long max) {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ProblemException.invalid(
        parameter, "out_of_range", "must be a whole number from " + min + " to " + max);
  }

  /**
   * The parameter {@code limit}: the most items of a page.
   *
   * @throws ProblemException 400 if it is not a number from 1 to 500
   */
  public static int limit(@Nullable String text, int byDefault) {
    return text == null ? byDefault : (int) number("limit", text, 1, MAX_LIMIT);
  }

  /**
   * A duration such as {@code 20s} or {@code 1500ms}, or a number of seconds.
   *
   * @throws ProblemException 400 if it is not a duration, or longer than {@code most}
   */
  public static Duration duration(String parameter, String text, Duration most) {
    Optional<Duration> duration =
        DURATION.matcher(text).matches() ? DurationParser.parse(text) : Optional.empty();
    if (duration.isPresent() && duration.get().compareTo(most) <= 0) {
      return duration.get();
    }
    throw ProblemException.invalid(
        parameter, "out_of_range", "must be as 20s or 1500ms, up to " + most.toSeconds() + "s");
  }
}
