package dev.sluice.archive;

import java.util.Map;

/**
 * What an archive may hold, whether it is unpacked or made.
 *
 * @param bytes of all its files together, uncompressed
 * @param entries files, directories and links
 * @param ratio of uncompressed to compressed bytes of an archive that is unpacked; it counts once
 *     {@link #ANY_RATIO} bytes were written
 * @param depth most parts of an entry's path
 */
public record ArchiveLimits(long bytes, int entries, int ratio, int depth) {
  /** 10 GiB in 50 000 entries. The directory of such an archive takes about 40 MB of heap. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(10L << 30, 50_000, 200, 64);

  /** So many bytes may have any ratio: a file of zeros is no attack. */
  static final long ANY_RATIO = 64L << 20;

  private static final String SIZE = "size-mb";
  private static final String ENTRIES = "entries";
  private static final String RATIO = "ratio";
  private static final String DEPTH = "depth";
  private static final long MOST_MB = 1L << 40;

  /**
   * The default with some limits changed.
   *
   * @param changed by {@code size-mb}, {@code entries}, {@code ratio} and {@code depth}
   * @throws IllegalArgumentException for another name, or a limit out of range
   */
  public static ArchiveLimits of(Map<String, Long> changed) {
    for (Map.Entry<String, Long> limit : changed.entrySet()) {
      long most =
          switch (limit.getKey()) {
            case SIZE -> MOST_MB;
            case ENTRIES, RATIO, DEPTH -> Integer.MAX_VALUE;
            default ->
                throw new IllegalArgumentException(
                    "unknown limit '%s'; the limits of files are %s, %s, %s and %s"
                        .formatted(limit.getKey(), SIZE, ENTRIES, RATIO, DEPTH));
          };
      if (limit.getValue() < 1 || limit.getValue() > most) {
        throw new IllegalArgumentException(
            "the limit '%s' of files must be from 1 to %d".formatted(limit.getKey(), most));
      }
    }
    return new ArchiveLimits(
        changed.getOrDefault(SIZE, DEFAULT.bytes >> 20) << 20,
        changed.getOrDefault(ENTRIES, (long) DEFAULT.entries).intValue(),
        changed.getOrDefault(RATIO, (long) DEFAULT.ratio).intValue(),
        changed.getOrDefault(DEPTH, (long) DEFAULT.depth).intValue());
  }

  /**
   * @throws IllegalArgumentException if a limit is not above 0
   */
  public ArchiveLimits {
    if (bytes < 1 || entries < 1 || ratio < 1 || depth < 1) {
      throw new IllegalArgumentException("the limits of an archive must be above 0");
    }
  }
}
