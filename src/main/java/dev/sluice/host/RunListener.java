package dev.sluice.host;

/**
 * Receives the events of a run on the thread that called {@link TaskHosts#run}. A listener that
 * blocks slows the script down; a listener that throws ends the run.
 */
public interface RunListener {

  /** Ends the run from another thread. */
  interface Control {
    /**
     * Interrupts the engine, and kills the host if the run has not ended after {@code graceMs}; 0
     * kills the host at once. Returns at once; has no effect on a run that has ended.
     */
    void stop(long graceMs);
  }

  /** The host is about to call the script; the limits count from here. */
  default void started(Control control) {}

  /** The script printed UTF-8, whole characters. */
  default void stdout(byte[] text) throws InterruptedException {}

  /** The script printed a warning or an error: UTF-8, whole characters. */
  default void stderr(byte[] text) throws InterruptedException {}

  /**
   * The script reported progress: a JSON object {@code {progress, step?, message?, data?,
   * timestamp?}}.
   */
  default void progress(byte[] event) throws InterruptedException {}
}
