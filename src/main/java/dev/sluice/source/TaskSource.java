package dev.sluice.source;

/** A place that tasks come from. There is one implementation for each type of source. */
public interface TaskSource {

  /** Where the source is, for people; without credentials. */
  String location();

  /**
   * Reads all that the source holds now. The call may take seconds (files, network), so it is never
   * made on an event loop; it is cheap when nothing changed since the last call. The caller makes
   * one call at a time.
   *
   * @throws SourceException if the source cannot be read completely: then no task of it counts as
   *     removed
   * @throws InterruptedException if the thread was interrupted
   */
  Discovery discover() throws SourceException, InterruptedException;

  /**
   * Starts to call {@code changed} when the source may have changed: once for changes that belong
   * together, or at the source's poll interval if it gives no notice. {@code changed} must be quick
   * and is called on any thread. The caller calls this at most once.
   *
   * @return ends watching
   */
  Runnable watch(Runnable changed);
}
