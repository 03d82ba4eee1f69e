package dev.sluice.bundle;

/**
 * Limits of a task package. Sizes are in bytes.
 *
 * @param script size of {@code main.js}
 * @param json size of each JSON or YAML file
 * @param zip size of a ZIP file
 * @param inflated total inflated size of a ZIP's entries
 * @param files number of entries in a ZIP, or of tests in a directory
 * @param ratio inflated size of a ZIP's entry divided by its compressed size; small entries are
 *     exempt
 */
public record BundleLimits(long script, long json, long zip, long inflated, int files, int ratio) {
  public static final BundleLimits DEFAULT =
      new BundleLimits(1 << 20, 1 << 20, 8 << 20, 32 << 20, 1_000, 200);
}
