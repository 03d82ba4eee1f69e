package dev.sluice.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** What {@code url.js} needs of Java. */
final class UrlFunctions {
  private UrlFunctions() {}

  static Map<String, Object> functions() {
    Function parseUrl = arguments -> parse(arguments[0].asString(), text(arguments[1]));
    Function setUrl =
        arguments -> set(arguments[0].asString(), arguments[1].asString(), arguments[2].asString());
    Function formEncode =
        arguments -> PercentCode.FORM.encode(arguments[0].asString()).replace(' ', '+');
    Function formDecode =
        arguments -> PercentCode.decode(arguments[0].asString().replace('+', ' '));
    return Map.of(
        "parseUrl", parseUrl, "setUrl", setUrl, "formEncode", formEncode, "formDecode", formDecode);
  }

  private static @Nullable String text(Value value) {
    return value.isNull() ? null : value.asString();
  }

  private static @Nullable String parse(String text, @Nullable String baseText) {
    WebUrl base = baseText == null ? null : WebUrl.parse(baseText, null);
    if (baseText != null && base == null) {
      return null;
    }
    WebUrl url = WebUrl.parse(text, base);
    return url == null ? null : parts(url).toString();
  }

  /** The URL with another part; the same where the part cannot be that. */
  private static String set(String href, String part, String to) {
    WebUrl url = WebUrl.parse(href, null);
    if (url == null) {
      throw new IllegalStateException("a URL that was one before: " + href);
    }
    return parts(changed(url, part, to)).toString();
  }

  static WebUrl changed(WebUrl url, String part, String to) {
    return switch (part) {
      case "protocol" -> withScheme(url, to.replaceFirst(":.*$", "").toLowerCase(Locale.ROOT));
      case "username" -> url.withCredentials(PercentCode.USERINFO.encode(to), url.password());
      case "password" -> url.withCredentials(url.username(), PercentCode.USERINFO.encode(to));
      case "host" -> withHost(url, to, true);
      case "hostname" -> withHost(url, to, false);
      case "port" -> withPort(url, to);
      case "pathname" -> withPath(url, to);
      case "search" -> url.withSearch(to);
      case "hash" -> url.withHash(to);
      default -> url;
    };
  }

  private static WebUrl withScheme(WebUrl url, String scheme) {
    boolean valid = scheme.matches("[a-z][a-z0-9+.-]*");
    boolean alike = WebUrl.isSpecial(scheme) == url.special();
    boolean file = scheme.equals("file") && (url.hasCredentials() || url.port() >= 0);
    return valid && alike && !file ? url.withScheme(scheme) : url;
  }

  private static WebUrl withHost(WebUrl url, String to, boolean withPort) {
    if (url.opaque()) {
      return url;
    }
    String text = to.replaceFirst(url.special() ? "[/?#\\\\].*$" : "[/?#].*$", "");
    int colon = UrlParser.portColon(text);
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon >= 0 && !withPort) {
      return url;
    }
    String host = UrlHost.parse(name, url.special());
    if (name.isEmpty() || host == null) {
      return url;
    }
    WebUrl changed = url.withHost(host);
    return colon < 0 || colon == text.length() - 1
        ? changed
        : withPort(changed, text.substring(colon + 1));
  }

  private static WebUrl withPort(WebUrl url, String to) {
    String digits = to.replaceFirst("[^0-9].*$", "");
    if (to.isEmpty()) {
      return url.withPort(-1);
    }
    int port = digits.isEmpty() ? -2 : UrlParser.port(digits, url.scheme());
    return port < -1 ? url : url.withPort(port);
  }

  private static WebUrl withPath(WebUrl url, String to) {
    if (url.opaque()) {
      return url;
    }
    boolean absolute = to.startsWith("/") || (url.special() && to.startsWith("\\"));
    return url.withPath(UrlParser.path(absolute ? to : "/" + to, List.of(), url.special()));
  }

  private static ObjectNode parts(WebUrl url) {
    String host = url.host() == null ? "" : url.host();
    return JsonNodeFactory.instance
        .objectNode()
        .put("href", url.href())
        .put("origin", url.origin())
        .put("protocol", url.scheme() + ":")
        .put("username", url.username())
        .put("password", url.password())
        .put("host", url.hostAndPort())
        .put("hostname", host)
        .put("port", url.port() < 0 ? "" : Integer.toString(url.port()))
        .put("pathname", url.path())
        .put("search", url.search())
        .put("hash", url.hash());
  }
}
