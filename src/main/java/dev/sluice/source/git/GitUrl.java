package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * The address of a repository.
 *
 * @param text as git takes it: an {@code http}, {@code https}, {@code ssh} or {@code file} URL,
 *     {@code user@host:path} for SSH, or an absolute path
 */
record GitUrl(String text) {
  private static final Pattern SCP_FORM =
      Pattern.compile("[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[A-Za-z0-9._~][A-Za-z0-9._~/-]*");

  static GitUrl read(SettingsReader settings) {
    String text = settings.required("url");
    if (!text.isEmpty() && !isKnown(text)) {
      settings.reject(
          "url",
          "invalid_url",
          "must be an http, https, ssh or file URL without a password, user@host:path or an"
              + " absolute path");
      return new GitUrl("");
    }
    return new GitUrl(text);
  }

  private static boolean isKnown(String text) {
    if (text.startsWith("/") || SCP_FORM.matcher(text).matches()) {
      return true;
    }
    try {
      URI url = new URI(text);
      String user = String.valueOf(url.getRawUserInfo());
      return switch (String.valueOf(url.getScheme())) {
        case "http", "https" -> http(text) != null;
        case "ssh" -> url.getHost() != null && url.getPath().length() > 1 && !user.contains(":");
        case "file" -> url.getRawUserInfo() == null;
        default -> false;
      };
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** The URL without a slash at its end; null if it is not one of HTTP without a user. */
  static @Nullable URI http(String text) {
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return http && url.getHost() != null && url.getRawUserInfo() == null ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  boolean isSsh() {
    return text.startsWith("ssh:") || SCP_FORM.matcher(text).matches();
  }

  boolean isHttp() {
    return text.startsWith("http:") || text.startsWith("https:");
  }

  /** For JGit. */
  URIish server() {
    try {
      return new URIish(text);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the settings were checked", e);
    }
  }
}
