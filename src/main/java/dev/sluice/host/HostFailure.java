package dev.sluice.host;

import java.io.IOException;

/** A task host could not start, or failed for a reason other than its script. */
public final class HostFailure extends IOException {
  private static final long serialVersionUID = 1L;

  HostFailure(String message) {
    super(message);
  }

  HostFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
