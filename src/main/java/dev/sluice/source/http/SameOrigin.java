package dev.sluice.source.http;

import java.net.URI;

/** Whether two addresses are of one server: scheme, host and port. */
final class SameOrigin {
  private SameOrigin() {}

  static boolean of(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? 443 : 80;
  }
}
