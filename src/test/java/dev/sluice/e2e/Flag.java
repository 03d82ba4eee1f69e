package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a job waits for, so that the test decides when the job continues. */
record Flag(Path file) {
  /** Shell code that waits until the flag is raised. */
  String await() {
    return "while [ ! -e '" + file + "' ]; do sleep 0.05; done";
  }

  void raise() {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
