package dev.sluice.agent;

import dev.sluice.agent.run.Ending;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Refusal;
import java.util.Set;
import java.util.TreeSet;

/** Stands in for the executor that this worker does not have. */
record UnsupportedOperation(Set<String> supported) implements OperationExecutor {
  @Override
  public String operation() {
    return "";
  }

  @Override
  public Ending run(Execution execution) throws Refusal {
    throw new Refusal(
        "unsupported_operation",
        "This worker cannot run "
            + execution.assignment().operation()
            + ", only "
            + String.join(", ", new TreeSet<>(supported)));
  }
}
