package dev.sluice.agent.file;

import dev.sluice.agent.file.Stopping.StoppedException;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.RefusedArchiveException;
import dev.sluice.wire.worker.Assignment;
import java.io.IOException;
import java.util.List;

/**
 * Brings the file of a job before its operation and collects files after it. Both count in the
 * job's time limit and end when the attempt is stopped.
 */
public final class FilesExecutor implements OperationExecutor {
  private static final String NOT_COLLECTED = "collect_failed";

  private final AgentContext context;
  private final OperationExecutor operation;
  private final Placement placement;
  private final ArchiveLimits limits;

  /**
   * @param operation runs between the two
   * @param limits of what is unpacked, and of what is collected
   */
  public FilesExecutor(AgentContext context, OperationExecutor operation, ArchiveLimits limits) {
    this.context = context;
    this.operation = operation;
    this.placement = new Placement(context, limits);
    this.limits = limits;
  }

  @Override
  public OperationResult run(Execution execution)
      throws InvalidJobException, IOException, InterruptedException {
    Assignment job = execution.assignment();
    String fileId = job.fileId();
    if (fileId != null) {
      Stopping stopping = new Stopping();
      execution.started(stopping);
      try {
        placement.place(execution, stopping, fileId);
      } catch (StoppedException e) {
        // The attempt reports the stop.
        return OperationResult.handedBack();
      }
    }
    OperationResult ran = operation.run(execution);
    List<String> collect = job.collect();
    return collect == null || collect.isEmpty() ? ran : collected(execution, ran, collect);
  }

  private OperationResult collected(Execution execution, OperationResult ran, List<String> patterns)
      throws InterruptedException {
    Stopping stopping = new Stopping();
    execution.started(stopping);
    try {
      return ran.with(new Collecting(context, execution, stopping, limits).collect(patterns));
    } catch (StoppedException e) {
      // The attempt reports the stop.
      return ran;
    } catch (RefusedArchiveException e) {
      return ran.notCollected(NOT_COLLECTED, "The collected files: the ZIP " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      return ran.notCollected(NOT_COLLECTED, "The files are not collected: " + e.getMessage());
    } finally {
      execution.exited();
    }
  }
}
