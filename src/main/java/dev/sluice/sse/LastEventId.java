package dev.sluice.sse;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The id of the event after which a client resumes.
 *
 * @param source the header or query parameter that carried it, for the error message
 */
public record LastEventId(String text, String source) {
  private static final String HEADER = "Last-Event-ID";
  private static final String PARAMETER = "after";

  /** The header, which wins, or the parameter {@code after}; null without either. */
  public static @Nullable LastEventId of(MultiMap headers, MultiMap query) {
    String header = headers.get(HEADER);
    if (header != null && !header.isEmpty()) {
      return new LastEventId(header, HEADER);
    }
    String after = query.get(PARAMETER);
    return after == null ? null : new LastEventId(after, PARAMETER);
  }
}
