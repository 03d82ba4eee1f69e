package dev.sluice.source;

/** A configured place that tasks come from. All of it may be called by any thread. */
public interface TaskSource extends AutoCloseable {

  /** As configured; no two sources share one. */
  String name();

  /** As {@code filesystem}. */
  String type();

  /**
   * All that the source holds now. May take seconds (files, network), so never on an event loop;
   * cheap when nothing changed since the last call. One call at a time looks, others wait for their
   * turn.
   *
   * @throws SourceException if that cannot be found out completely: then nothing is known to have
   *     vanished
   * @throws InterruptedException if the thread was interrupted
   */
  Discovery discover() throws SourceException, InterruptedException;

  /**
   * From now on calls {@code changed} when the source may have changed: once for what changes
   * together, or at the source's interval if it can only be asked. {@code changed} must be quick
   * and is called on any thread. A second call replaces the first.
   */
  void watch(Runnable changed);

  /** How the source is doing. */
  SourceStatus status();

  /** Ends watching and lets go of what is held. */
  @Override
  void close();
}
