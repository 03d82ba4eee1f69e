package dev.sluice.bench.harness;

import java.io.IOException;

/** A daemon thread that serves connections, and ends when they do. */
public final class ConnectionThread {
  private ConnectionThread() {}

  /** What the thread does; fails when a peer closes a connection or the listener is closed. */
  public interface Work {
    void run() throws IOException;
  }

  public static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // A peer closed its connection, or the listener was closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
