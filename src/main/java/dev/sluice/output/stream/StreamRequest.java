package dev.sluice.output.stream;

import dev.sluice.http.ProblemException;
import dev.sluice.job.JobId;
import dev.sluice.output.Cursor;
import dev.sluice.sse.EventStream;
import dev.sluice.sse.LastEventId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, checked.
 *
 * @param start whether reading opens the gate
 * @param cursor as it was sent, and what it means in {@code after}
 * @param source the header or parameter that the cursor came in
 * @param latest begin at the end instead of the start
 * @param tail begin this many lines before the end
 */
public record StreamRequest(
    String jobId,
    boolean start,
    boolean raw,
    @Nullable String cursor,
    String source,
    @Nullable Cursor after,
    boolean latest,
    @Nullable Integer tail) {
  private static final Set<String> PARAMETERS =
      Set.of("after", "from", "tail", "format", "start", "access_token");
  static final int MAX_TAIL = 100_000;

  /**
   * @throws ProblemException naming the parameter or header at fault
   */
  static StreamRequest of(HttpServerRequest request, String jobId) {
    MultiMap query = request.params();
    for (String name : query.names()) {
      if (!PARAMETERS.contains(name) && !name.equals("id")) {
        throw ProblemException.invalid(
            name, "unknown_parameter", "is not known here; known are " + sorted(PARAMETERS));
      }
    }
    LastEventId last = LastEventId.of(request);
    Cursor after = last == null ? null : Cursor.after(last.text(), last.source());
    boolean latest = "latest".equals(choice(query, "from", "earliest", "latest"));
    Integer tail = tail(query.get("tail"));
    return new StreamRequest(
        JobId.check(jobId),
        mayStart(request, query),
        isRaw(request, query),
        last == null ? null : last.text(),
        last == null ? "after" : last.source(),
        after,
        latest,
        tail);
  }

  /** Opening has an effect, so what only looks ahead never opens. */
  private static boolean mayStart(HttpServerRequest request, MultiMap query) {
    boolean wanted = !"false".equals(choice(query, "start", "true", "false"));
    return wanted && request.method() == HttpMethod.GET && !isPrefetch(request);
  }

  private static boolean isPrefetch(HttpServerRequest request) {
    for (String header : List.of("Sec-Purpose", "Purpose", "X-Moz")) {
      String value = request.getHeader(header);
      if (value != null && value.toLowerCase(Locale.ROOT).contains("prefetch")) {
        return true;
      }
    }
    return false;
  }

  /** Whoever names the media type gets typed events; others get lines. */
  private static boolean isRaw(HttpServerRequest request, MultiMap query) {
    String format = choice(query, "format", "events", "raw");
    if (format != null) {
      return format.equals("raw");
    }
    String accept = request.getHeader("Accept");
    return accept == null || !accept.toLowerCase(Locale.ROOT).contains(EventStream.MEDIA_TYPE);
  }

  private static @Nullable String choice(MultiMap query, String name, String one, String other) {
    String value = query.get(name);
    if (value == null || value.equals(one) || value.equals(other)) {
      return value;
    }
    throw ProblemException.invalid(name, "invalid_value", "must be " + one + " or " + other);
  }

  static @Nullable public Integer tail(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      int lines = Integer.parseInt(text);
      if (lines >= 0 && lines <= MAX_TAIL) {
        return lines;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ProblemException.invalid(
        "tail", "out_of_range", "must be from 0 to " + MAX_TAIL + " lines");
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
