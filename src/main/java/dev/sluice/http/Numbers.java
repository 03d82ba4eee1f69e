package dev.sluice.http;

import io.vertx.core.http.HttpServerRequest;

/** Numbers in query parameters. */
public final class Numbers {
  private Numbers() {}

  /**
   * @throws ProblemException 400 when it is missing, no number, or out of range
   */
  public static long required(HttpServerRequest request, String parameter, long min, long max) {
    String text = request.getParam(parameter);
    if (text == null) {
      throw ProblemException.invalid(parameter, "required", "must be given");
    }
    return parse(parameter, text, min, max);
  }

  /**
   * @throws ProblemException 400 when it is no number, or out of range
   */
  public static long parse(String parameter, String text, long min, long max) {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw ProblemException.invalid(
        parameter, "out_of_range", "must be a whole number from " + min + " to " + max);
  }
}
