package dev.sluice.task.sources;

import dev.sluice.text.Times;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens when a source has other content under a version that is stored. The conflict
 * is reported under every policy.
 */
public enum ConflictPolicy {
  /** The stored content stays: changed content needs a new version number. */
  REJECT,
  /** The source's content replaces the stored content. */
  REGISTRY,
  /** The stored content stays, and becomes available again if it was not. */
  DATABASE,
  /** The content with the later {@code metadata.updated_at} wins. */
  NEWER;

  /** Whether the source's content can win, so that it must be read. */
  public boolean mayReplace() {
    return this == REGISTRY || this == NEWER;
  }

  /**
   * Whether the source's content replaces the stored content.
   *
   * @param stored {@code updated_at} of the stored content, as its author wrote it
   * @param found {@code updated_at} of the source's content
   */
  public boolean replaces(@Nullable String stored, @Nullable String found) {
    return switch (this) {
      case REGISTRY -> true;
      case REJECT, DATABASE -> false;
      case NEWER -> time(found).flatMap(f -> time(stored).map(f::isAfter)).orElse(false);
    };
  }

  /** The name as settings and answers have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Ignores case and surrounding space. */
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
