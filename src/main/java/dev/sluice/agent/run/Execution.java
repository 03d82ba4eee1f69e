package dev.sluice.agent.run;

import dev.sluice.agent.call.Session;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.OutputChannel;
import java.io.IOException;
import java.nio.file.Path;

/** What an executor is given to run one attempt with. */
public interface Execution {
  Assignment assignment();

  /** The attempt's own directory: made on the first call, deleted after the result was sent. */
  Path directory() throws IOException;

  /** Takes what the attempt prints to one channel. */
  ChannelWriter writer(OutputChannel channel);

  /** Whether a writer is blocked because the server has not yet taken what was written before. */
  boolean stalled();

  /**
   * It runs: the time limit counts from here, and a wish to stop it (also one that came before) is
   * passed on.
   */
  default void started(Stoppable running) {
    started(running, 0);
  }

  /**
   * As {@link #started(Stoppable)}, for what ends at its time limit by itself.
   *
   * @param slackMs so much later it is stopped from here
   */
  void started(Stoppable running, long slackMs);

  /** Ships a progress event, masked; blocks as a writer does. */
  void progress(byte[] json) throws InterruptedException;

  /** Masks what leaves by other ways than a writer. */
  JsonMask mask();

  /** The registration under which the attempt was handed out. */
  Session session();
}
