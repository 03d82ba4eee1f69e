package dev.sluice.script;

import java.net.URI;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the URLs that {@code fetch} is given and redirected to, as the URL standard does. The
 * JavaScript parser of {@code url.js} is loaded only for URLs that are not written in the form that
 * it would give them.
 */
final class FetchUrls {
  private static final Pattern NORMALIZED =
      Pattern.compile(
          "https?://(?:[a-z0-9-]+\\.)*[a-z][a-z0-9-]*(?::(?!80/|443/)[1-9][0-9]{0,3})?"
              + "(?:/(?:[\\w~!$&'()*+,;=:@-](?:[\\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)?)+"
              + "(?:\\?(?:[\\w.~!$&()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?");

  private final Value parser;

  /**
   * @param parser a JavaScript function of a URL and its base or null; returns the resolved URL, or
   *     null when the first is not a URL
   */
  FetchUrls(Value parser) {
    this.parser = parser;
  }

  /**
   * Returns the URL without its fragment, or null when the text is not a URL that can be requested.
   */
  @Nullable URI resolve(String text, @Nullable URI base) {
    String resolved = text;
    if (!NORMALIZED.matcher(text).matches()) {
      Value parsed = parser.execute(text, base == null ? null : base.toString());
      if (parsed.isNull()) {
        return null;
      }
      resolved = parsed.asString();
    }
    int hash = resolved.indexOf('#');
    try {
      return URI.create(hash < 0 ? resolved : resolved.substring(0, hash));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
