package dev.sluice.agent.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.inference.InferFailure.Kind;
import dev.sluice.agent.resident.Residents;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import java.io.IOException;
import java.util.Locale;

/**
 * Runs {@code infer}: sends one request to a process of this worker that serves the model, and
 * prints its answer as it arrives. A failure before the first token is the worker's, so that the
 * job is tried again; a later one ends the job.
 */
public final class InferExecutor implements OperationExecutor {
  public static final String OPERATION = "infer";

  private final Residents residents;

  public InferExecutor(Residents residents) {
    this.residents = residents;
  }

  @Override
  public OperationResult run(Execution execution) throws InvalidJobException, InterruptedException {
    InferOrder order = InferOrder.of(execution.assignment().payload());
    TokenWriter tokens = new TokenWriter(execution);
    try (Residents.Slot slot = slot(order);
        LoopbackCall call = new LoopbackCall()) {
      execution.started(graceMs -> call.close());
      JsonNode summary = answered(call.send(slot.port(), order), order, tokens);
      return new OperationResult(
          Outcome.COMPLETED, null, execution.mask().mask(with(slot, summary)), null);
    } catch (InferFailure e) {
      return failed(e, tokens.hasBegun(), execution);
    } catch (IOException e) {
      return failed(
          new InferFailure(Kind.PROCESS_UNREACHABLE, String.valueOf(e.getMessage())),
          tokens.hasBegun(),
          execution);
    } finally {
      tokens.end();
    }
  }

  private Residents.Slot slot(InferOrder order) throws InferFailure {
    return residents
        .take(order.model())
        .orElseThrow(
            () ->
                new InferFailure(
                    Kind.NO_PROCESS,
                    "no process of this worker is ready for the model " + order.model()));
  }

  private static JsonNode with(Residents.Slot slot, JsonNode summary) {
    ObjectNode output = ServerClient.JSON.createObjectNode().put("process_id", slot.processId());
    return output.setAll((ObjectNode) summary);
  }

  private static JsonNode answered(LoopbackCall.Answer answer, InferOrder order, TokenWriter tokens)
      throws IOException, InterruptedException {
    return new AnswerReader(order, tokens).read(answer);
  }

  private static OperationResult failed(InferFailure e, boolean hasBegun, Execution execution) {
    String code = e.kind().name().toLowerCase(Locale.ROOT);
    String message = execution.mask().mask(String.valueOf(e.getMessage()));
    JsonNode answer = e.answer();
    return new OperationResult(
        e.mayHeal() && !hasBegun ? Outcome.WORKER_REPORTED : Outcome.FAILED,
        null,
        answer == null ? null : execution.mask().mask(answer),
        new JobError(code, message));
  }
}
