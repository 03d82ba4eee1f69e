package dev.sluice.outbound;

import java.net.URI;

/**
 * Compares the scheme, host and port of two URLs.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/browsers.html#same-origin">Same origin</a>
 */
public final class SameOrigin {
  private SameOrigin() {}

  /** Returns false for a URL without scheme or host. */
  public static boolean of(URI one, URI other) {
    return one.getScheme() != null
        && one.getHost() != null
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  /** Returns the port that a client connects to: the URL's, else the default of its scheme. */
  public static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
