package dev.sluice.cli;

/** A worker node that lives in this process. */
public interface RunningAgent extends AutoCloseable {
  String workerId();

  void awaitTermination() throws InterruptedException;

  /** Gives its attempts back and ends; returns when that is done. Doing so twice is harmless. */
  @Override
  void close();
}
