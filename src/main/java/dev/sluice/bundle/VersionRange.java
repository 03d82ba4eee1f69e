package dev.sluice.bundle;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of versions in npm's syntax: {@code ^1.0}, {@code ~1.2.3}, {@code 1.x}, {@code >=1.2 <2},
 * {@code 1.0.0 - 1.4.0}, {@code ^1 || ^3}, {@code *}. A pre-release matches only a range that names
 * a pre-release of the same three numbers.
 */
public final class VersionRange {
  private static final int MAX_LENGTH = 256;
  private static final String PARTIAL =
      "(?:\\d{1,9}|[xX*])(?:\\.(?:\\d{1,9}|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?";
  private static final String COMPARATOR = "(?:[\\^~=]|[<>]=?)? ?" + PARTIAL;
  private static final String SET =
      "(?:" + COMPARATOR + "(?: " + COMPARATOR + "){0,7}|" + PARTIAL + " - " + PARTIAL + ")";
  private static final Pattern SHAPE = Pattern.compile(SET + "(?: ?\\|\\| ?" + SET + "){0,7}");

  /** Every release. */
  public static final VersionRange ANY = new VersionRange("*", RangeListFactory.create("*"));

  private final String text;
  private final RangeList ranges;

  private VersionRange(String text, RangeList ranges) {
    this.text = text;
    this.ranges = ranges;
  }

  /** Empty if {@code text} is not a range; {@code latest} is not a range. */
  public static Optional<VersionRange> parse(String text) {
    String trimmed = text.strip();
    // The library reads an unknown text as an empty range, and "latest" as the range of all
    // versions.
    if (trimmed.length() > MAX_LENGTH || !SHAPE.matcher(trimmed).matches()) {
      return Optional.empty();
    }
    return Optional.of(new VersionRange(trimmed, RangeListFactory.create(trimmed)));
  }

  private boolean contains(SemanticVersion version) {
    return ranges.isSatisfiedBy(version.semver()) || text.equals(version.toString());
  }

  /** The newest release in this range; the newest pre-release if no release matches. */
  public Optional<SemanticVersion> newest(Collection<SemanticVersion> versions) {
    return versions.stream()
        .filter(this::contains)
        .max(
            Comparator.comparing(SemanticVersion::isStable)
                .thenComparing(Comparator.naturalOrder()));
  }

  @Override
  public String toString() {
    return text;
  }
}
