package dev.sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The standard's state machine, written as what it does: each method takes the rest of the input
 * where one of its states begins.
 *
 * @see <a href="https://url.spec.whatwg.org/#url-parsing">URL standard, 4.4</a>
 */
final class UrlParser {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):");
  private static final int MAX_PORT = 65_535;

  private final @Nullable WebUrl base;
  private String rest;
  private @Nullable String fragment;
  private @Nullable String query;
  private String scheme = "";
  private boolean special;

  UrlParser(String text, @Nullable WebUrl base) {
    this.base = base;
    String trimmed =
        text.replaceAll("^[\\x00-\\x20]+|[\\x00-\\x20]+$", "").replaceAll("[\\t\\n\\r]", "");
    int hash = trimmed.indexOf('#');
    this.fragment = hash < 0 ? null : PercentCode.FRAGMENT.encode(trimmed.substring(hash + 1));
    this.rest = hash < 0 ? trimmed : trimmed.substring(0, hash);
  }

  @Nullable WebUrl parse() {
    Matcher found = SCHEME.matcher(rest);
    if (!found.lookingAt()) {
      return base == null ? null : relative(base);
    }
    scheme = found.group(1).toLowerCase(Locale.ROOT);
    special = WebUrl.isSpecial(scheme);
    rest = rest.substring(found.end());
    if (scheme.equals("file")) {
      return file(base != null && base.scheme().equals("file") ? base : null);
    }
    if (special) {
      boolean likeBase = base != null && base.scheme().equals(scheme) && !rest.startsWith("//");
      return base != null && likeBase ? relative(base) : authority(withoutSlashes(rest));
    }
    if (rest.startsWith("//")) {
      return authority(rest.substring(2));
    }
    takeQuery();
    return rest.startsWith("/")
        ? url("", "", null, -1, path(rest, List.of()), false)
        : url("", "", null, -1, PercentCode.CONTROL.encode(rest), true);
  }

  private @Nullable WebUrl relative(WebUrl to) {
    scheme = to.scheme();
    special = to.special();
    if (to.opaque()) {
      return rest.isEmpty() && fragment != null
          ? new WebUrl(scheme, "", "", null, -1, to.path(), true, to.query(), fragment)
          : null;
    }
    if (scheme.equals("file")) {
      return file(to);
    }
    if (rest.isEmpty() || !isSlash(rest.charAt(0))) {
      return beside(to);
    }
    if (rest.length() > 1 && isSlash(rest.charAt(1))) {
      return authority(special ? withoutSlashes(rest) : rest.substring(2));
    }
    takeQuery();
    return url(to.username(), to.password(), to.host(), to.port(), path(rest, List.of()), false);
  }

  /** A path relative to the base's, or only another query or fragment. */
  private WebUrl beside(WebUrl to) {
    boolean keepsQuery = rest.isEmpty();
    takeQuery();
    if (keepsQuery) {
      query = to.query();
    }
    String path = to.path();
    if (!rest.isEmpty()) {
      List<String> above = new ArrayList<>(segments(to.path()));
      if (!above.isEmpty()) {
        above.remove(above.size() - 1);
      }
      path = path("/" + rest, above);
    }
    return url(to.username(), to.password(), to.host(), to.port(), path, false);
  }

  private @Nullable WebUrl file(@Nullable WebUrl to) {
    if (rest.length() > 1 && isSlash(rest.charAt(0)) && isSlash(rest.charAt(1))) {
      rest = rest.substring(2);
      int end = pathStart(rest);
      String named = rest.substring(0, end);
      String host = named.isEmpty() ? "" : UrlHost.parse(named, true);
      rest = rest.substring(end);
      takeQuery();
      if (host == null) {
        return null;
      }
      return url("", "", host.equals("localhost") ? "" : host, -1, path(rest, List.of()), false);
    }
    if (to != null && (rest.isEmpty() || !isSlash(rest.charAt(0)))) {
      return beside(to);
    }
    takeQuery();
    String host = to == null || to.host() == null ? "" : to.host();
    return url("", "", host, -1, path(rest, List.of()), false);
  }

  private @Nullable WebUrl authority(String text) {
    int end = pathStart(text);
    String authority = text.substring(0, end);
    rest = text.substring(end);
    takeQuery();
    int at = authority.lastIndexOf('@');
    String credentials = at < 0 ? "" : authority.substring(0, at);
    int colon = credentials.indexOf(':');
    String user =
        PercentCode.USERINFO.encode(colon < 0 ? credentials : credentials.substring(0, colon));
    String pass = colon < 0 ? "" : PercentCode.USERINFO.encode(credentials.substring(colon + 1));
    String hostAndPort = authority.substring(at + 1);
    int portAt = portColon(hostAndPort);
    String name = portAt < 0 ? hostAndPort : hostAndPort.substring(0, portAt);
    int port = portAt < 0 ? -1 : port(hostAndPort.substring(portAt + 1), scheme);
    if (port < -1 || (name.isEmpty() && (special || at >= 0 || portAt >= 0))) {
      return null;
    }
    String host = name.isEmpty() ? "" : UrlHost.parse(name, special);
    return host == null ? null : url(user, pass, host, port, path(rest, List.of()), false);
  }

  /** -1 for none or the scheme's own, less when it is no port. */
  static int port(String text, String scheme) {
    if (text.isEmpty()) {
      return -1;
    }
    if (!text.matches("[0-9]{1,9}")) {
      return -2;
    }
    int port = Integer.parseInt(text);
    if (port > MAX_PORT) {
      return -2;
    }
    return port == WebUrl.defaultPort(scheme) ? -1 : port;
  }

  /** Where the port begins, outside of the brackets of an IPv6 address; -1 without one. */
  static int portColon(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return colon > hostAndPort.lastIndexOf(']') ? colon : -1;
  }

  private int pathStart(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isSlash(text.charAt(i)) || text.charAt(i) == '?') {
        return i;
      }
    }
    return text.length();
  }

  private static String withoutSlashes(String text) {
    return text.replaceFirst("^[/\\\\]+", "");
  }

  private boolean isSlash(char c) {
    return c == '/' || (special && c == '\\');
  }

  private void takeQuery() {
    int mark = rest.indexOf('?');
    if (mark >= 0) {
      query = query(rest.substring(mark + 1), special);
      rest = rest.substring(0, mark);
    }
  }

  static String query(String text, boolean special) {
    return (special ? PercentCode.SPECIAL_QUERY : PercentCode.QUERY).encode(text);
  }

  private String path(String text, List<String> above) {
    return path(text, above, special);
  }

  /** Resolves dots; {@code text} is empty or begins with a slash. */
  static String path(String text, List<String> above, boolean special) {
    if (text.isEmpty()) {
      return special ? "/" : "";
    }
    List<String> path = new ArrayList<>(above);
    String[] parts = (special ? text.replace('\\', '/') : text).substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      String plain = parts[i].replaceAll("(?i)%2e", ".");
      if (plain.equals("..")) {
        if (!path.isEmpty()) {
          path.remove(path.size() - 1);
        }
        addIf(last, path);
      } else if (plain.equals(".")) {
        addIf(last, path);
      } else {
        path.add(PercentCode.PATH.encode(parts[i]));
      }
    }
    return "/" + String.join("/", path);
  }

  private static void addIf(boolean last, List<String> path) {
    if (last) {
      path.add("");
    }
  }

  private static List<String> segments(String path) {
    return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  private WebUrl url(
      String user, String pass, @Nullable String host, int port, String path, boolean opaque) {
    return new WebUrl(scheme, user, pass, host, port, path, opaque, query, fragment);
  }
}
