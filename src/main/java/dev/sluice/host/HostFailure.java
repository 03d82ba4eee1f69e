package dev.sluice.host;

import java.io.IOException;

/** No host could be started, or it broke for reasons that are not the script's. */
public final class HostFailure extends IOException {
  private static final long serialVersionUID = 1L;

  HostFailure(String message) {
    super(message);
  }

  HostFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
