package dev.sluice.legacy.deferred;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.api.CancelJob;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.store.StoredJson;
import dev.sluice.time.Looking;
import dev.sluice.time.Timers;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.worker.WorkerId;
import dev.sluice.worker.process.ProcessText;
import dev.sluice.worker.process.Processes;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code worker_spawn}: spawns a process on a hive and ends once the process is ready, as its
 * clients expect. A {@code process_spawn} job of its own runs the process (decision 0049).
 */
@Singleton
final class WorkerSpawnOperation implements ServerOperation {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final WorkerSpawnConfig config;
  private final SubmitJob submitJob;
  private final CancelJob cancelJob;
  private final Jobs jobs;
  private final Processes processes;
  private final Timers timers;

  WorkerSpawnOperation(
      WorkerSpawnConfig config,
      SubmitJob submitJob,
      CancelJob cancelJob,
      Jobs jobs,
      Processes processes,
      Timers timers) {
    this.config = config;
    this.submitJob = submitJob;
    this.cancelJob = cancelJob;
    this.jobs = jobs;
    this.processes = processes;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "worker_spawn";
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    payload.put("hive_id", fields.requiredString("hive_id", 128, "must name a worker node"));
    payload.put("model", fields.requiredString("model", 256, "must name a model"));
    String kind = fields.requiredString("worker", 128, "must name a kind of worker");
    if (kind != null && !config.commands().containsKey(kind)) {
      fields.reject("worker", "unknown_worker", expected());
    }
    payload.put("worker", kind);
    JsonNode device = fields.any("device");
    if (device != null && !device.isTextual() && !device.isIntegralNumber()) {
      fields.wrongType("device", "a device such as GPU-0, or its number", device);
    } else if (device != null) {
      payload.put("device", device.isTextual() ? device.textValue() : kind + ":" + device);
    }
    return payload;
  }

  private String expected() {
    return config.commands().isEmpty()
        ? "cannot be used: the operator has set no sluice.worker-spawn.commands"
        : "must be one of " + String.join(", ", new TreeSet<>(config.commands().keySet()));
  }

  @Override
  public Uni<Answer> run(Job job) {
    ObjectNode order = (ObjectNode) StoredJson.node(job.payload);
    String hive = order.path("hive_id").asText();
    if (processes.worker(hive).isEmpty()) {
      throw WorkerId.unknown(hive);
    }
    long until = timers.nanoTime() + Duration.ofMillis(job.timeoutMs).toNanos();
    byte[] submission = submission(order).toString().getBytes(StandardCharsets.UTF_8);
    // The key makes a second server, which answers this job again, find the process of the first.
    return submitJob
        .submit(submission, job.id)
        .chain(accepted -> awaitReady(job, accepted.jobId(), until));
  }

  private ObjectNode submission(ObjectNode order) {
    ObjectNode spawn = JsonNodeFactory.instance.objectNode();
    String kind = order.path("worker").asText();
    spawn.put("operation", "process_spawn");
    spawn.put("command", config.commands().get(kind));
    spawn.set("model_id", order.path("model"));
    spawn.put("implementation", kind);
    if (order.has("device")) {
      spawn.set("device", order.path("device"));
    }
    config.healthPath().ifPresent(path -> spawn.put("health_path", path));
    spawn
        .putObject("requirements")
        .putObject("labels")
        .set(Requirements.WORKER_LABEL, order.path("hive_id"));
    return spawn.put("start", true);
  }

  private Uni<Answer> awaitReady(Job job, String spawned, long until) {
    return Looking.until(() -> ready(job, spawned, until), LOOK, timers).map(ProcessText::answer);
  }

  private Uni<Optional<NodeProcess>> ready(Job job, String spawned, long until) {
    Optional<NodeProcess> ready =
        processes.ofJob(spawned).filter(process -> process.status().serves());
    if (ready.isPresent()) {
      return Uni.createFrom().item(ready);
    }
    return jobs.get(spawned)
        .invoke(WorkerSpawnOperation::requireLive)
        .chain(() -> jobs.get(job.id))
        .call(now -> isOver(now, until) ? giveUp(spawned) : Uni.createFrom().voidItem())
        .replaceWith(Optional.empty());
  }

  private boolean isOver(Job job, long until) {
    return job.cancelRequested || timers.nanoTime() >= until;
  }

  private static void requireLive(Job spawned) {
    if (spawned.status.isFinal()) {
      String reason =
          spawned
              .resultView()
              .map(JobResult::error)
              .map(JobError::message)
              .orElse("its job is " + spawned.status);
      throw ProblemException.of(502, "spawn_failed", reason);
    }
  }

  private Uni<Void> giveUp(String spawned) {
    return cancelJob
        .cancel(spawned)
        .map(
            cancelled -> {
              throw ProblemException.of(504, "spawn_timeout", "the process was not ready in time");
            });
  }
}
