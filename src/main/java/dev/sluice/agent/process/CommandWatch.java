package dev.sluice.agent.process;

import dev.sluice.agent.run.Execution.Stoppable;
import java.nio.ByteBuffer;

/** Follows one command while it runs. */
public interface CommandWatch {
  /** Follows nothing. */
  CommandWatch NONE = (process, group) -> group;

  /**
   * The command runs; called once.
   *
   * @param group ends the process and all that it starts
   * @return what a stop of the attempt goes to
   */
  Stoppable started(Process process, Stoppable group);

  /** The command has printed this, with secrets masked; its streams call from different threads. */
  default void printed(ByteBuffer text) {}
}
