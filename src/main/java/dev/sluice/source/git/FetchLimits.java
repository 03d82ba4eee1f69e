package dev.sluice.source.git;

import dev.sluice.bundle.form.ByteSize;
import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Limits of a fetch, since a server may send too much or too slowly.
 *
 * @param maxBytes of what a fetch receives, of each object in it, and of the commit's files
 * @param timeout of a fetch
 */
record FetchLimits(long maxBytes, Duration timeout) {
  private static final String SIZE = "max-size";
  private static final long DEFAULT_BYTES = 256L << 20;

  static FetchLimits read(SettingsReader settings) {
    return new FetchLimits(
        size(settings),
        settings.duration(
            "timeout", Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofDays(1)));
  }

  private static long size(SettingsReader settings) {
    String text = settings.text(SIZE);
    OptionalLong size = text == null ? OptionalLong.of(DEFAULT_BYTES) : ByteSize.parse(text);
    if (size.isEmpty()) {
      settings.reject(SIZE, "invalid_size", "must be a size such as \"256MB\"");
    }
    return size.orElse(DEFAULT_BYTES);
  }

  SourceException tooLarge(String what) {
    return new SourceException(
        "too_large", what + " more than " + maxBytes + " bytes, the max-size of the source");
  }

  SourceException tooSlow(String url) {
    return new SourceException(
        "timeout", url + " was not read within " + timeout.toMillis() + " ms");
  }
}
