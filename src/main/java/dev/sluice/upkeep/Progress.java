package dev.sluice.upkeep;

/** Receives the progress of a long run. */
@FunctionalInterface
public interface Progress {
  /** For a run without a display. */
  Progress NONE = (done, total) -> {};

  /**
   * @param done entries so far
   */
  void at(long done, long total);
}
