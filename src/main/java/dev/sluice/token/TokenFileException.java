package dev.sluice.token;

import java.io.IOException;

/** The file of tokens cannot be used; the message names the field at fault. */
public final class TokenFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TokenFileException(String message) {
    super(message);
  }
}
