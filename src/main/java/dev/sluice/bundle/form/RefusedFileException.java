package dev.sluice.bundle.form;

import java.io.IOException;

/** A file that is there and will not be read. */
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
