package dev.sluice.upkeep;

/** Is told how far a long run is. */
@FunctionalInterface
public interface Progress {
  /** For a run that tells no one. */
  Progress NONE = (done, total) -> {};

  /**
   * @param done entries so far
   */
  void at(long done, long total);
}
