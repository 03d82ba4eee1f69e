package dev.sluice.bundle.form;

import java.io.IOException;

/** A file exists but is refused; the message continues a sentence that begins with its name. */
final class RefusedFileException extends IOException {
  private static final long serialVersionUID = 1;
  private final String code;

  RefusedFileException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
