package dev.sluice.agent.run;

import java.io.IOException;

/** Runs one operation, such as {@code exec}. */
@FunctionalInterface
public interface OperationExecutor {
  /**
   * Runs one attempt on the calling thread until no process of the attempt is left.
   *
   * @throws InvalidJobException when no worker can run the job
   * @throws IOException when this machine is at fault; another worker may run the job
   */
  OperationResult run(Execution execution)
      throws InvalidJobException, IOException, InterruptedException;
}
