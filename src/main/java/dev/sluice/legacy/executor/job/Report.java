package dev.sluice.legacy.executor.job;

import dev.sluice.legacy.executor.ApiBody;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an agent reports of a command that ran to its end.
 *
 * @param stdout all of it, whatever was streamed before
 * @param exitCode of the last line; null if it does not say
 */
record Report(String stdout, String stderr, @Nullable Integer exitCode) {
  static Report of(ApiBody body) {
    OptionalDouble exit = body.number("exitCode");
    return new Report(
        body.textOrEmpty("stdout"),
        body.textOrEmpty("stderr"),
        exit.isPresent() ? (int) exit.getAsDouble() : null);
  }
}
