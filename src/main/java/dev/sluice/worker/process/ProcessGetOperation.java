package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import dev.sluice.job.submit.ServerOperation;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code process_get}: shows one process. */
@Singleton
final class ProcessGetOperation implements ServerOperation {
  private final Processes processes;

  ProcessGetOperation(Processes processes) {
    this.processes = processes;
  }

  @Override
  public String name() {
    return "process_get";
  }

  @Override
  public List<String> aliases() {
    return List.of("worker_process_get");
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    return ProcessTarget.read(fields);
  }

  @Override
  public Uni<Answer> run(Job job) {
    return Uni.createFrom()
        .item(ProcessText.answer(ProcessTarget.of(job.payload).in(processes.all())));
  }
}
