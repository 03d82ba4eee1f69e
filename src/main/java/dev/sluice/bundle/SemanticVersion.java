package dev.sluice.bundle;

import java.util.Comparator;
import java.util.Optional;
import org.semver4j.Semver;

/**
 * A version by <a href="https://semver.org">Semantic Versioning 2.0.0</a>. Two versions are equal
 * if their text is; those that differ only in build metadata are ordered by it, so that order and
 * equality agree.
 */
public final class SemanticVersion implements Comparable<SemanticVersion> {
  /** Longer ones are refused. */
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

  /** Empty unless {@code text} is a version to the letter: no {@code v}, no blanks, three parts. */
  public static Optional<SemanticVersion> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    // The library takes " v1.0.0" for 1.0.0, which would make two names of one version.
    return Optional.ofNullable(Semver.parse(text))
        .filter(semver -> semver.getVersion().equals(text))
        .map(semver -> new SemanticVersion(text, semver));
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static SemanticVersion of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no version: " + text));
  }

  /** Whether it is a release, as opposed to {@code 2.0.0-rc.1}. */
  public boolean isStable() {
    return semver.getPreRelease().isEmpty();
  }

  Semver semver() {
    return semver;
  }

  /** By precedence, the newest last. */
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
