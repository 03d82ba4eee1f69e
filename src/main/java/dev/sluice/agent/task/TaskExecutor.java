package dev.sluice.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.RunListener;
import dev.sluice.host.RunRequest;
import dev.sluice.host.TaskHosts;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs {@code task_run}: the script of a task, in a task host that it has to itself. */
public final class TaskExecutor implements OperationExecutor, AutoCloseable {
  public static final String OPERATION = "task_run";

  /** Bundles kept on disk, bytes. */
  private static final long BUNDLE_BYTES = 64L << 20;

  private static final int NAMED_ERRORS = 10;

  private final TaskHosts hosts;
  private final BundleCache bundles;

  /**
   * @param bundleDirectory where bundles are kept; the agents of one work directory share it
   */
  public TaskExecutor(AgentContext context, HostSettings settings, Path bundleDirectory) {
    this.hosts = new TaskHosts(settings);
    this.bundles =
        new BundleCache(
            context.server(), new BundleFiles(bundleDirectory, BUNDLE_BYTES, context.clock()));
  }

  @Override
  public OperationResult run(Execution execution)
      throws InvalidJobException, IOException, InterruptedException {
    Assignment job = execution.assignment();
    TaskOrder order = TaskOrder.of(job.payload());
    BundleCache.Task task = bundles.get(order, execution.session());
    Output output = new Output(execution);
    RunResult result;
    try {
      result = hosts.run(request(job, order, task), output);
    } catch (HostFailure e) {
      return OperationResult.workerAtFault("task_host", String.valueOf(e.getMessage()));
    } finally {
      output.end();
    }
    return result(result, task, execution.mask());
  }

  private static RunRequest request(Assignment job, TaskOrder order, BundleCache.Task task) {
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

  private static OperationResult result(RunResult result, BundleCache.Task task, JsonMask mask) {
    if (result instanceof RunResult.Returned returned) {
      return returned(returned.value(), task.outputSchema(), mask);
    }
    if (result instanceof RunResult.Threw threw) {
      return OperationResult.failed(
          Outcome.FAILED, mask.mask(threw.code()), mask.mask(threw.message()));
    }
    RunResult.Ended ended = (RunResult.Ended) result;
    if (ended.limit() == LimitCode.STOPPED) {
      // Reported only if the agent closed the hosts: an attempt that it stops has another reason.
      return OperationResult.handedBack();
    }
    Outcome outcome = ended.limit() == LimitCode.TIMEOUT ? Outcome.TIMEOUT : Outcome.FAILED;
    return OperationResult.failed(outcome, ended.limit().name(), capitalized(ended.message()));
  }

  private static String capitalized(String clause) {
    return clause.isEmpty() ? "" : Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
  }

  private static OperationResult returned(
      JsonNode value, @Nullable CompiledSchema schema, JsonMask mask) {
    List<FieldError> errors = schema == null ? List.of() : schema.validate(value, "output");
    if (errors.isEmpty()) {
      return new OperationResult(Outcome.COMPLETED, null, mask.mask(value), null);
    }
    String named =
        errors.stream()
            .limit(NAMED_ERRORS)
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; "));
    String more = errors.size() > NAMED_ERRORS ? "; …" : "";
    return OperationResult.failed(
        Outcome.OUTPUT_INVALID,
        "OUTPUT_INVALID",
        mask.mask("The returned value does not fit the task's output schema: " + named + more));
  }

  /** Kills the task hosts. */
  @Override
  public void close() {
    hosts.close();
  }

  /** Passes on what a script prints and reports while it runs. For one thread. */
  private static final class Output implements RunListener {
    /** The host ends a run at its time limit; the agent does so only if the host fails to. */
    private static final long HOST_ENDS_FIRST_MS = 5_000;

    private final Execution execution;
    private final ChannelWriter stdout;
    private final ChannelWriter stderr;

    Output(Execution execution) {
      this.execution = execution;
      this.stdout = execution.writer(OutputChannel.STDOUT);
      this.stderr = execution.writer(OutputChannel.STDERR);
    }

    @Override
    public void started(Control control) {
      execution.started(control::stop, HOST_ENDS_FIRST_MS);
    }

    @Override
    public void stdout(byte[] text) throws InterruptedException {
      stdout.write(text, text.length);
    }

    @Override
    public void stderr(byte[] text) throws InterruptedException {
      stderr.write(text, text.length);
    }

    @Override
    public void progress(byte[] event) throws InterruptedException {
      execution.progress(event);
    }

    void end() throws InterruptedException {
      stdout.end();
      stderr.end();
    }
  }
}
