package dev.sluice.agent.run;

import dev.sluice.agent.call.Session;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import java.io.IOException;
import java.nio.file.Path;

/** One attempt as its executor sees it. */
public interface Execution {
  /** A running operation that another thread can stop. */
  @FunctionalInterface
  interface Stoppable {
    /**
     * Asks the operation to end, and ends it by force after {@code graceMs}; 0 means now. Returns
     * at once. A second call may shorten the grace.
     */
    void stop(long graceMs);
  }

  Assignment assignment();

  /** The attempt's own directory: created by the first call, deleted after the result was sent. */
  Path directory() throws IOException;

  /** A new writer for what the attempt prints to one channel. */
  ChannelWriter writer(OutputChannel channel);

  /** Whether a writer is blocked because the server has not accepted earlier output. */
  boolean stalled();

  /** As {@link #started(Stoppable, long)}, without slack. */
  default void started(Stoppable operation) {
    started(operation, 0);
  }

  /**
   * The operation runs: the time limit counts from here, except while output is held up because the
   * server takes none; a stop, also one that came before, is passed on. An attempt may have several
   * operations one after the other; their times add up.
   *
   * @param slackMs for an operation that ends at its time limit by itself: how much later it is
   *     stopped from here
   */
  void started(Stoppable operation, long slackMs);

  /**
   * The operation is over, though its output may still be on its way: the time limit counts no
   * more.
   */
  void exited();

  /** A thread of the operation failed: the attempt ends, and is reported as the worker's fault. */
  void failed(Throwable failure);

  /** Sends a progress event with secrets masked; blocks as a writer does. */
  void progress(byte[] json) throws InterruptedException;

  /**
   * Tells readers that output after this point is missing; blocks as a writer does.
   *
   * @param reason an upper-case code
   */
  void gap(String reason) throws InterruptedException;

  /** Masks what leaves by other ways than a writer. */
  JsonMask mask();

  /** The registration under which the attempt was handed out. */
  Session session();
}
