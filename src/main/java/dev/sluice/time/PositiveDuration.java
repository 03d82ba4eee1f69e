package dev.sluice.time;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the duration of a setting that makes no sense without one, such as the pause between two
 * looks.
 */
public final class PositiveDuration implements Converter<Duration> {
  private static final long serialVersionUID = 1;

  /**
   * @throws IllegalArgumentException if the text is no duration, zero, or negative; the message
   *     says what was expected, and the library names the setting
   */
  @Override
  public @Nullable Duration convert(String text) {
    Duration duration = DurationConverter.parseDuration(text);
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      throw new IllegalArgumentException("must be longer than 0, such as 500ms or 3s");
    }
    return duration;
  }
}
