package dev.sluice.fields;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a setting that is true or false; the library would take any other text for false. */
public final class StrictBoolean implements Converter<Boolean> {
  private static final long serialVersionUID = 1;

  /**
   * @throws IllegalArgumentException if the text is neither; the message says what was expected,
   *     and the library names the setting
   */
  @Override
  public Boolean convert(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false, is " + text);
    };
  }
}
