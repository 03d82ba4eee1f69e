package dev.sluice.legacy.executor.job;

import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.ApiBody;
import java.util.Base64;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an agent reports of a command that ran to its end.
 *
 * @param stdout all of it, whatever was streamed before
 * @param exitCode of the last line; null if it does not say
 * @param zip with the files that the command left; null if it left none
 * @param zipName its name
 */
record Report(
    String stdout,
    String stderr,
    @Nullable Integer exitCode,
    byte @Nullable [] zip,
    @Nullable String zipName) {
  /**
   * @throws ProblemException 400 naming the field of another type
   */
  static Report of(ApiBody body) {
    OptionalDouble exit = body.number("exitCode");
    return new Report(
        body.textOrEmpty("stdout"),
        body.textOrEmpty("stderr"),
        exit.isPresent() ? (int) exit.getAsDouble() : null,
        zip(body.text("resultZipBase64")),
        body.text("resultZipName"));
  }

  private static byte @Nullable [] zip(@Nullable String base64) {
    try {
      return base64 == null ? null : Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw ApiBody.refused("resultZipBase64 must be Base64");
    }
  }
}
