package dev.sluice.source.http;

import dev.sluice.source.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Settings of an HTTP source.
 *
 * @param base without a slash at its end; {@code /tasks} follows
 * @param pollInterval how often to read the listing
 * @param requestTimeout how long one answer may take
 * @param timeout how long reading the whole listing may take
 * @param pageSize how many tasks to ask for at a time
 */
record HttpSettings(
    URI base,
    Credentials credentials,
    Duration pollInterval,
    Duration requestTimeout,
    Duration timeout,
    int pageSize) {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  static HttpSettings read(SettingsReader settings) {
    return new HttpSettings(
        url(settings),
        Credentials.read(settings),
        settings.duration("poll-interval", Duration.ofMinutes(5), SECOND, DAY),
        settings.duration("request-timeout", Duration.ofSeconds(30), SECOND, DAY),
        settings.duration("timeout", Duration.ofMinutes(2), SECOND, DAY),
        pageSize(settings));
  }

  private static URI url(SettingsReader settings) {
    String text = settings.required("url");
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Rejected below.
    }
    if (!text.isEmpty()) {
      settings.reject(
          "url", "invalid_url", "must look like https://host/path, without user and password");
    }
    return URI.create("http://invalid");
  }

  private static int pageSize(SettingsReader settings) {
    String text = settings.text("page-size");
    try {
      int size = text == null ? 100 : Integer.parseInt(text);
      if (size >= 1 && size <= 1_000) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Rejected below.
    }
    settings.reject("page-size", "out_of_range", "must be a whole number from 1 to 1000");
    return 1;
  }
}
