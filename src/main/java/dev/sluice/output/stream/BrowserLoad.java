package dev.sluice.output.stream;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/**
 * Whether a browser loads an address on its own account, as a prefetch, a navigation, an image or a
 * frame, and not because a script of a page asked for its data with {@code fetch} or {@code
 * EventSource}. Other clients send none of these headers.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class BrowserLoad {
  private static final List<String> PREFETCH = List.of("Sec-Purpose", "Purpose", "X-Moz");

  /** The destination of what a script asks for. */
  private static final String SCRIPT = "empty";

  private BrowserLoad() {}

  static boolean isPassive(MultiMap headers) {
    String dest = headers.get("Sec-Fetch-Dest");
    return isPrefetch(headers)
        || (dest != null && !SCRIPT.equalsIgnoreCase(dest))
        || "navigate".equalsIgnoreCase(headers.get("Sec-Fetch-Mode"));
  }

  private static boolean isPrefetch(MultiMap headers) {
    return PREFETCH.stream()
        .map(name -> headers.get(name))
        .anyMatch(value -> value != null && value.toLowerCase(Locale.ROOT).contains("prefetch"));
  }
}
