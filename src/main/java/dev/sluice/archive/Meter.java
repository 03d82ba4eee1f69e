package dev.sluice.archive;

import java.io.IOException;

/** Watches the work on an archive, to show how far it is or to end it. */
@FunctionalInterface
public interface Meter {
  /** Watches nothing. */
  Meter NONE = bytes -> {};

  /**
   * Called before each write.
   *
   * @param bytes uncompressed, that are about to be written
   * @throws IOException to end the work
   */
  void moved(int bytes) throws IOException;
}
