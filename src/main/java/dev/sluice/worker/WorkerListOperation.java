package dev.sluice.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.job.Job;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.wire.worker.WorkerView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** The operation {@code hive_list}, also {@code worker_list}: lists the workers. */
@Singleton
final class WorkerListOperation implements ServerOperation {
  private final WorkerViews views;

  WorkerListOperation(WorkerViews views) {
    this.views = views;
  }

  @Override
  public String name() {
    return "hive_list";
  }

  @Override
  public List<String> aliases() {
    return List.of("worker_list");
  }

  @Override
  public Uni<Answer> run(Job job) {
    List<WorkerView> workers = views.all();
    StringBuilder text = new StringBuilder();
    ArrayNode output = JsonNodeFactory.instance.arrayNode();
    for (WorkerView worker : workers) {
      text.append(line(worker)).append('\n');
      output
          .addObject()
          .put("worker_id", worker.workerId())
          .put("status", worker.status())
          .put("hostname", worker.hostname())
          .put("running", worker.running().size());
    }
    text.append(workers.size()).append(workers.size() == 1 ? " worker\n" : " workers\n");
    return Uni.createFrom().item(new Answer(text.toString(), output));
  }

  private static String line(WorkerView worker) {
    return String.format(
        Locale.ROOT,
        "%s %s on %s, %d of %d running, %.1f of %.1f cpu, %d of %d MB reserved",
        worker.workerId(),
        worker.status(),
        worker.hostname(),
        worker.running().size(),
        worker.maxParallel(),
        worker.reservedCpu(),
        worker.cpuCount(),
        worker.reservedRamMb(),
        worker.ramTotalMb());
  }
}
