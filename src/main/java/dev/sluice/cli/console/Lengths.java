package dev.sluice.cli.console;

import dev.sluice.text.DurationParser;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90}, {@code 1.5s}, {@code 500ms}, {@code 5m} and {@code 2h} as lengths of time. */
public final class Lengths implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return DurationParser.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a length of time such as 90, 1.5s, 500ms, 5m or 2h"));
  }
}
