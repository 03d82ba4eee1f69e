package dev.sluice.bundle;

import java.util.Comparator;
import java.util.Optional;
import org.semver4j.Semver;

/**
 * A version by <a href="https://semver.org">Semantic Versioning 2.0.0</a>. Versions are equal if
 * their texts are equal; build metadata breaks ties of precedence, so that order and equality
 * agree.
 */
public final class SemanticVersion implements Comparable<SemanticVersion> {
  /** Longer texts are refused. */
  public static final int MAX_LENGTH = 128;

  private static final Comparator<SemanticVersion> ORDER =
      Comparator.<SemanticVersion, Semver>comparing(version -> version.semver)
          .thenComparing(version -> version.text);

  private final String text;
  private final Semver semver;

  private SemanticVersion(String text, Semver semver) {
    this.text = text;
    this.semver = semver;
  }

  /** Empty unless {@code text} has exactly the specified form, without {@code v} or blanks. */
  public static Optional<SemanticVersion> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    // The library reads " v1.0.0" as 1.0.0, which would give one version two names.
    return Optional.ofNullable(Semver.parse(text))
        .filter(semver -> semver.getVersion().equals(text))
        .map(semver -> new SemanticVersion(text, semver));
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not a version
   */
  public static SemanticVersion of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not a version: " + text));
  }

  /** Whether this is a release, as opposed to a pre-release such as {@code 2.0.0-rc.1}. */
  public boolean isStable() {
    return semver.getPreRelease().isEmpty();
  }

  Semver semver() {
    return semver;
  }

  /** Orders by precedence, then by build metadata; the newest is last. */
  @Override
  public int compareTo(SemanticVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemanticVersion version && text.equals(version.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
