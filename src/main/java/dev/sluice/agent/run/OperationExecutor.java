package dev.sluice.agent.run;

import java.io.IOException;

/** Knows how to run one operation. An agent offers the operations of the executors it has. */
public interface OperationExecutor {
  String operation();

  /**
   * Runs one attempt on the calling thread until nothing of it is left running.
   *
   * @throws Refusal when the submission itself cannot be run, here or elsewhere
   * @throws IOException when this machine is at fault: it may work on another
   */
  Ending run(Execution execution) throws Refusal, IOException, InterruptedException;
}
