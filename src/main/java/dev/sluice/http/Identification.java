package dev.sluice.http;

import java.time.Duration;

/** The answer to the question which client makes a call. */
public sealed interface Identification {
  /** The credential is valid. */
  record Known(Caller caller) implements Identification {}

  /** No credential, or one that is not valid. */
  record Unknown() implements Identification {}

  /**
   * A credential that is not valid.
   *
   * @param why for the client
   */
  record Refused(String why) implements Identification {}

  /**
   * The credential cannot be checked now.
   *
   * @param retryAfter when the client may try again
   */
  record Undecided(Duration retryAfter) implements Identification {}
}
