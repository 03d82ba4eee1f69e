package dev.sluice.task;

import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** The sample tasks that come with Sluice. */
@Singleton
final class Samples {
  /**
   * Unpacks them below a directory, unless they are there; empty when none came with this build.
   */
  Optional<Path> unpack(Path directory) {
    return Optional.empty();
  }
}
