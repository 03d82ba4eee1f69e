package dev.sluice.store.embedded.disk;

import java.util.Locale;

/** When a write is acknowledged. Either way it survives the end of the process. */
public enum Sync {
  /** Once the disk has it: a loss of power loses nothing that was acknowledged. */
  FULL,

  /** Once the operating system has it: a loss of power may lose the writes of the last seconds. */
  NORMAL;

  /**
   * The value of the setting {@code sluice.store.sync}.
   *
   * @throws IllegalArgumentException with a message for the operator if there is no such value
   */
  public static Sync of(String setting) {
    return switch (setting.strip().toLowerCase(Locale.ROOT)) {
      case "full" -> FULL;
      case "normal" -> NORMAL;
      default ->
          throw new IllegalArgumentException(
              "sluice.store.sync is '%s'; it must be 'full' or 'normal'".formatted(setting));
    };
  }
}
