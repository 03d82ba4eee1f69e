package dev.sluice.task.sync;

import dev.sluice.text.Times;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a source has other content under a version that is stored. Whichever it is, the
 * conflict is reported.
 */
public enum ConflictPolicy {
  /** What is stored stays as it is: a version that has changed needs a new number. */
  REJECT,
  /** What the source has replaces what is stored. */
  REGISTRY,
  /** What is stored stays, and can be run again if it could not. */
  DATABASE,
  /** Whichever of the two says that it was updated later ({@code metadata.updated_at}). */
  NEWER;

  /** Whether it depends on the two contents, or is for the source anyway. */
  boolean mayReplace() {
    return this == REGISTRY || this == NEWER;
  }

  /**
   * Whether the source's content replaces what is stored.
   *
   * @param stored {@code updated_at} of what is stored, as its author wrote it
   * @param found the same of what the source has
   */
  boolean replaces(@Nullable String stored, @Nullable String found) {
    return switch (this) {
      case REGISTRY -> true;
      case REJECT, DATABASE -> false;
      case NEWER -> time(found).flatMap(f -> time(stored).map(f::isAfter)).orElse(false);
    };
  }

  /** As configured, in any case. */
  static Optional<ConflictPolicy> parse(String text) {
    try {
      return Optional.of(valueOf(text.strip().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(@Nullable String text) {
    return text == null ? Optional.empty() : Times.parse(text);
  }
}
