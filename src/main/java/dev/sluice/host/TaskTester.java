package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.expect.Expectation;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tests of a task as jobs run it: validates input and output against the schemas. A test's
 * mock answers {@code fetch}; a test without a mock uses the network, as far as the hosts allow.
 */
public final class TaskTester {
  private final TaskHosts hosts;
  private final TaskBundle task;
  private final @Nullable CompiledSchema input;
  private final @Nullable CompiledSchema output;

  /**
   * @param hosts say which network hosts a test without a mock may call
   * @throws InvalidSchemaException when a schema of the task is invalid
   */
  public TaskTester(TaskHosts hosts, TaskBundle task) throws InvalidSchemaException {
    this.hosts = hosts;
    this.task = task;
    this.input = task.inputSchema() == null ? null : JsonSchemas.compile(task.inputSchema());
    this.output = task.outputSchema() == null ? null : JsonSchemas.compile(task.outputSchema());
  }

  /**
   * The outcome of a test.
   *
   * @param right whether the run matches the test's file. A {@code -fail} file must not match,
   *     unless it expects an error, which means the same
   * @param why the difference; empty when the run matches
   */
  public record Outcome(String test, boolean right, String why) {}

  /**
   * @throws HostFailure when no host could be started, or the host failed
   */
  public Outcome run(TaskTest test) throws HostFailure, InterruptedException {
    String difference = difference(test);
    boolean passed = difference.isEmpty();
    if (test.expectedToFail() && test.expected() instanceof Expectation.Returns) {
      return new Outcome(
          test.name(), !passed, passed ? "passed, but its name says that it fails" : difference);
    }
    return new Outcome(test.name(), passed, difference);
  }

  private String difference(TaskTest test) throws HostFailure, InterruptedException {
    List<FieldError> refused = input == null ? List.of() : input.validate(test.input(), "input");
    RunResult result =
        refused.isEmpty()
            ? hosts.run(request(test), new RunListener() {})
            : new RunResult.Threw("INVALID_INPUT", text(refused));
    return difference(test.expected(), result);
  }

  private String difference(Expectation expected, RunResult result) {
    if (result instanceof RunResult.Returned returned) {
      return expected instanceof Expectation.Returns returns
          ? returnedDifference(returns, returned.value())
          : "returned " + returned.value() + ", expected it to throw " + expected;
    }
    String code = code(result);
    String message = message(result);
    return expected instanceof Expectation.Throws error
        ? error.difference(code, message)
        : code + ": " + message;
  }

  private String returnedDifference(Expectation.Returns expected, JsonNode value) {
    List<FieldError> wrong = output == null ? List.of() : output.validate(value, "output");
    return wrong.isEmpty() ? expected.difference(value) : "OUTPUT_INVALID: " + text(wrong);
  }

  private static String text(List<FieldError> errors) {
    return String.join("; ", errors.stream().map(e -> e.field() + ": " + e.message()).toList());
  }

  private static String code(RunResult result) {
    return result instanceof RunResult.Threw threw
        ? threw.code()
        : ((RunResult.Ended) result).limit().name();
  }

  private static String message(RunResult result) {
    return result instanceof RunResult.Threw threw
        ? threw.message()
        : ((RunResult.Ended) result).message();
  }

  private RunRequest request(TaskTest test) {
    Metadata metadata = task.metadata();
    Long memory = metadata.memoryLimitBytes();
    return new RunRequest(
        task.name() + "/main.js",
        task.digest(),
        task.script(),
        test.input(),
        new RunContext("test-" + test.name(), task.name(), task.version().toString(), 1),
        metadata.timeout() == null ? 0 : metadata.timeout().toMillis(),
        memory == null ? 0 : memory,
        test.mock());
  }
}
