package dev.sluice.host;

/**
 * Told what a run does, on the thread that called {@link TaskHosts#run}. A listener that blocks
 * slows the script down; one that throws ends the run.
 */
public interface RunListener {
  /** The script is about to be called; its limits count from here. */
  default void started(RunControl control) {}

  /** It printed; UTF-8, whole characters. */
  default void stdout(byte[] text) throws InterruptedException {}

  /** It printed a warning or an error; UTF-8, whole characters. */
  default void stderr(byte[] text) throws InterruptedException {}

  /** It reported progress: a JSON object {@code {progress, step?, message?, data?, timestamp?}}. */
  default void progress(byte[] event) throws InterruptedException {}
}
