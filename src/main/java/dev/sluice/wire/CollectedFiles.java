package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/**
 * What was collected from the directory of a job after its command.
 *
 * @param fileId of the ZIP; absent if nothing was collected
 * @param files and links in it
 * @param size bytes of the ZIP
 * @param message for people: why there is no file, or what is missing in it; absent if it is whole
 */
public record CollectedFiles(
    @Nullable String fileId, long files, long size, @Nullable String message) {
  /** Nothing was collected. */
  public static CollectedFiles none(String why) {
    return new CollectedFiles(null, 0, 0, why);
  }
}
