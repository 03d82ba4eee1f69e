package dev.sluice.script;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A URL as browsers have it. Not covered of the standard: drive letters in {@code file:} URLs,
 * {@code blob:} origins, and what {@link UrlHost} says of international names.
 *
 * @param scheme without its colon
 * @param host {@code null} where there is none, as in {@code mailto:}
 * @param port -1 for the scheme's own
 * @param path with its first slash, unless it is opaque
 * @param query without its question mark
 * @param fragment without its hash
 * @see <a href="https://url.spec.whatwg.org/">URL standard</a>
 */
record WebUrl(
    String scheme,
    String username,
    String password,
    @Nullable String host,
    int port,
    String path,
    boolean opaque,
    @Nullable String query,
    @Nullable String fragment) {
  private static final Map<String, Integer> SPECIAL =
      Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "file", -1);

  static boolean isSpecial(String scheme) {
    return SPECIAL.containsKey(scheme);
  }

  static int defaultPort(String scheme) {
    return SPECIAL.getOrDefault(scheme, -1);
  }

  /**
   * @return {@code null} when it is no URL
   */
  static @Nullable WebUrl parse(String text, @Nullable WebUrl base) {
    return new UrlParser(text, base).parse();
  }

  boolean special() {
    return isSpecial(scheme);
  }

  String href() {
    StringBuilder out = new StringBuilder(scheme).append(':');
    if (host != null) {
      out.append("//");
      if (hasCredentials()) {
        out.append(username).append(password.isEmpty() ? "" : ":" + password).append('@');
      }
      out.append(hostAndPort());
    } else if (!opaque && path.startsWith("//")) {
      out.append("/.");
    }
    out.append(path);
    return out.append(query == null ? "" : "?" + query)
        .append(fragment == null ? "" : "#" + fragment)
        .toString();
  }

  boolean hasCredentials() {
    return !username.isEmpty() || !password.isEmpty();
  }

  String hostAndPort() {
    return (host == null ? "" : host) + (port < 0 ? "" : ":" + port);
  }

  String origin() {
    return special() && !scheme.equals("file") ? scheme + "://" + hostAndPort() : "null";
  }

  String search() {
    return query == null || query.isEmpty() ? "" : "?" + query;
  }

  String hash() {
    return fragment == null || fragment.isEmpty() ? "" : "#" + fragment;
  }

  /** Whether it may have credentials and a port. */
  private boolean hasAuthority() {
    return host != null && !host.isEmpty() && !scheme.equals("file");
  }

  WebUrl withCredentials(String user, String pass) {
    return hasAuthority()
        ? new WebUrl(scheme, user, pass, host, port, path, opaque, query, fragment)
        : this;
  }

  WebUrl withHost(String to) {
    return new WebUrl(scheme, username, password, to, port, path, opaque, query, fragment);
  }

  WebUrl withPort(int to) {
    int kept = to == defaultPort(scheme) ? -1 : to;
    return hasAuthority()
        ? new WebUrl(scheme, username, password, host, kept, path, opaque, query, fragment)
        : this;
  }

  WebUrl withPath(String to) {
    return new WebUrl(scheme, username, password, host, port, to, opaque, query, fragment);
  }

  WebUrl withScheme(String to) {
    int kept = port == defaultPort(to) ? -1 : port;
    return new WebUrl(to, username, password, host, kept, path, opaque, query, fragment);
  }

  /**
   * @param to with or without its question mark; empty removes it
   */
  WebUrl withSearch(String to) {
    String text = to.startsWith("?") ? to.substring(1) : to;
    String encoded = to.isEmpty() ? null : UrlParser.query(text, special());
    return new WebUrl(scheme, username, password, host, port, path, opaque, encoded, fragment);
  }

  /**
   * @param to with or without its hash; empty removes it
   */
  WebUrl withHash(String to) {
    String text = to.startsWith("#") ? to.substring(1) : to;
    String encoded = to.isEmpty() ? null : PercentCode.FRAGMENT.encode(text);
    return new WebUrl(scheme, username, password, host, port, path, opaque, query, encoded);
  }
}
