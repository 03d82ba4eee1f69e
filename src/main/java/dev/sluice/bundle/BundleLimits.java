package dev.sluice.bundle;

/**
 * Limits of a task package, in bytes except for the last two.
 *
 * @param script of {@code main.js}
 * @param json of each JSON or YAML file
 * @param zip of a ZIP as it comes
 * @param inflated of all that a ZIP holds
 * @param files in a ZIP, or tests in a directory
 * @param ratio how many times larger than its packed form an entry of a ZIP may be; small ones
 *     excepted
 */
public record BundleLimits(long script, long json, long zip, long inflated, int files, int ratio) {
  public static final BundleLimits DEFAULT =
      new BundleLimits(1 << 20, 1 << 20, 8 << 20, 32 << 20, 1_000, 200);
}
