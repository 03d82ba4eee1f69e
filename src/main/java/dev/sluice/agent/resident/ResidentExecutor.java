package dev.sluice.agent.resident;

import dev.sluice.agent.call.Threads;
import dev.sluice.agent.process.ShellExecutor;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import java.io.IOException;

/**
 * Runs {@code process_spawn}: starts a process and stays until it ends, so that the job runs for as
 * long as the process does.
 */
public final class ResidentExecutor implements OperationExecutor {
  public static final String OPERATION = "process_spawn";

  private final ShellExecutor commands;
  private final Residents residents;
  private final Ports ports;
  private final Threads threads;

  public ResidentExecutor(ShellExecutor commands, Residents residents, Threads threads) {
    this(commands, residents, new Ports(Ports.directory()), threads);
  }

  ResidentExecutor(ShellExecutor commands, Residents residents, Ports ports, Threads threads) {
    this.commands = commands;
    this.residents = residents;
    this.ports = ports;
    this.threads = threads;
  }

  @Override
  public OperationResult run(Execution execution)
      throws InvalidJobException, IOException, InterruptedException {
    SpawnOrder order = SpawnOrder.of(execution.assignment());
    residents.register(order, execution.assignment());
    String failure = "the worker could not run the process";
    try (Ports.Claim claim = ports.claim(order.port())) {
      residents.update(order.processId(), resident -> resident.listensOn(claim.port()));
      Serving serving = new Serving(order, claim.port(), execution, residents, threads);
      return serving.result(commands.run(execution, order.commandOn(claim.port()), serving));
    } catch (InvalidJobException | IOException e) {
      failure = String.valueOf(e.getMessage());
      throw e;
    } finally {
      // Has no effect on a process that has ended.
      residents.ended(order.processId(), new Resident.End(null, failure, ""));
    }
  }
}
