package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.store.StoredJson;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code process_list}: lists the processes of the fleet, or of one worker. */
@Singleton
final class ProcessListOperation implements ServerOperation {
  private final Processes processes;

  ProcessListOperation(Processes processes) {
    this.processes = processes;
  }

  @Override
  public String name() {
    return "process_list";
  }

  @Override
  public List<String> aliases() {
    return List.of("worker_process_list");
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    return ProcessTarget.readWorker(fields);
  }

  @Override
  public Uni<Answer> run(Job job) {
    @Nullable String worker = ProcessTarget.worker(StoredJson.node(job.payload));
    if (worker != null && processes.worker(worker).isEmpty()) {
      throw WorkerId.unknown(worker);
    }
    return Uni.createFrom()
        .item(ProcessText.answer(processes.list(ProcessFilter.ofWorker(worker))));
  }
}
