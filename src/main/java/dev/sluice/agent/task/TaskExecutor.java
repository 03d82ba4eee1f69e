package dev.sluice.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.run.Ending;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.Refusal;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.host.HostFailure;
import dev.sluice.host.LimitCode;
import dev.sluice.host.RunContext;
import dev.sluice.host.RunRequest;
import dev.sluice.host.RunResult;
import dev.sluice.host.TaskHosts;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs {@code task_run}: a task's script, in a host of its own for as long as it runs. */
public final class TaskExecutor implements OperationExecutor {
  private static final int NAMED_ERRORS = 10;

  private final TaskHosts hosts;
  private final BundleCache bundles;

  public TaskExecutor(TaskHosts hosts, BundleCache bundles) {
    this.hosts = hosts;
    this.bundles = bundles;
  }

  @Override
  public String operation() {
    return "task_run";
  }

  @Override
  public Ending run(Execution execution) throws Refusal, IOException, InterruptedException {
    Assignment job = execution.assignment();
    TaskOrder order = TaskOrder.of(job.payload());
    CachedTask task = bundles.get(order, execution);
    TaskOutput output = new TaskOutput(execution);
    RunResult result;
    try {
      result = hosts.run(request(job, order, task), output);
    } catch (HostFailure e) {
      return Ending.workerAtFault("task_host", String.valueOf(e.getMessage()));
    } finally {
      output.end();
    }
    return ending(result, task, execution.mask());
  }

  private static RunRequest request(Assignment job, TaskOrder order, CachedTask task) {
    var metadata = task.bundle().metadata();
    Long memory = order.memoryLimitBytes();
    if (memory == null) {
      memory = metadata.memoryLimitBytes();
    }
    long timeMs = job.timeoutMs();
    if (metadata.timeout() != null) {
      long own = metadata.timeout().toMillis();
      timeMs = timeMs > 0 ? Math.min(timeMs, own) : own;
    }
    return new RunRequest(
        order.task() + "/main.js",
        order.digest(),
        task.bundle().script(),
        order.input(),
        new RunContext(job.jobId(), order.task(), order.version(), job.attempt()),
        timeMs,
        memory == null ? 0 : memory,
        null);
  }

  private static Ending ending(RunResult result, CachedTask task, JsonMask mask) {
    if (result instanceof RunResult.Returned returned) {
      return returned(returned.value(), task.outputSchema(), mask);
    }
    if (result instanceof RunResult.Threw threw) {
      return failed(Outcome.FAILED, mask.mask(threw.code()), mask.mask(threw.message()));
    }
    RunResult.Ended ended = (RunResult.Ended) result;
    if (ended.limit() == LimitCode.STOPPED) {
      // Whoever stopped it knows why; without that, our hosts were closed under it.
      return Ending.workerAtFault("worker_stopped", "The worker was stopped");
    }
    Outcome outcome = ended.limit() == LimitCode.TIMEOUT ? Outcome.TIMEOUT : Outcome.FAILED;
    return failed(outcome, ended.limit().name(), sentence(ended.message()));
  }

  private static String sentence(String clause) {
    return clause.isEmpty() ? "" : Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
  }

  private static Ending returned(JsonNode value, @Nullable CompiledSchema schema, JsonMask mask) {
    List<FieldError> errors = schema == null ? List.of() : schema.validate(value, "output");
    if (errors.isEmpty()) {
      return new Ending(Outcome.COMPLETED, null, mask.mask(value), null);
    }
    String all =
        errors.stream()
            .limit(NAMED_ERRORS)
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; "));
    String more = errors.size() > NAMED_ERRORS ? "; …" : "";
    return failed(
        Outcome.OUTPUT_INVALID,
        "OUTPUT_INVALID",
        mask.mask("The returned value does not fit the task's output schema: " + all + more));
  }

  private static Ending failed(Outcome outcome, String code, String message) {
    return new Ending(outcome, null, null, new JobError(code, message));
  }
}
