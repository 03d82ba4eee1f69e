package dev.sluice.security;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Printable;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from a page of another origin. Browsers say so in headers that no page
 * can set; other clients send none of them and pass. Unlike the usual form of this check it covers
 * reading, too: reading a stream starts its job.
 *
 * @see <a href="https://pkg.go.dev/net/http#CrossOriginProtection">the algorithm, as in Go</a>
 */
final class OriginRule {
  static final String SETTING = "sluice.http.allowed-origins (--allowed-origin)";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final Set<String> allowed = new HashSet<>();

  /**
   * @param configured origins whose pages may call
   * @throws IllegalArgumentException naming the setting, for a value that is no origin
   */
  OriginRule(List<String> configured) {
    for (String origin : configured) {
      String text = origin.strip().toLowerCase(Locale.ROOT);
      if (!ORIGIN.matcher(text).matches()) {
        throw new IllegalArgumentException(
            SETTING + ": '" + origin + "' must be as https://name or http://name:port");
      }
      allowed.add(text);
    }
  }

  /** The configured origins, as browsers write them. */
  Set<String> configured() {
    return Set.copyOf(allowed);
  }

  boolean isConfigured(@Nullable String origin) {
    return origin != null && allowed.contains(origin);
  }

  /**
   * @param host value of {@code Host} or {@code :authority}
   * @throws ProblemException 403 for a request that a page of another origin caused
   */
  void check(MultiMap headers, @Nullable String host) {
    String origin = headers.get("Origin");
    if (isConfigured(origin)) {
      return;
    }
    String site = headers.get("Sec-Fetch-Site");
    if (site != null) {
      if (!OWN_SITE.contains(site)) {
        throw foreign(origin == null ? "Sec-Fetch-Site" : "Origin", origin == null ? site : origin);
      }
    } else if (origin != null && !isOrigin(origin, host)) {
      throw foreign("Origin", origin);
    }
  }

  /** The scheme is not compared: only a proxy in front of the server knows that it is https. */
  private static boolean isOrigin(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  private static ProblemException foreign(String header, String value) {
    return ProblemException.forbidden(
        header,
        "cross_origin",
        "is '"
            + Printable.excerpt(value, 80)
            + "', so a web page of another origin sent this request; only pages of this server and"
            + " of "
            + SETTING
            + " may");
  }
}
