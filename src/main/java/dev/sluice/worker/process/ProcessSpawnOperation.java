package dev.sluice.worker.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.submit.CommandFields;
import dev.sluice.job.submit.Operation;
import dev.sluice.wire.Requirements;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code process_spawn}: a worker starts a process and keeps it running. The job runs for as long
 * as the process does (decision 0049).
 */
@Singleton
final class ProcessSpawnOperation implements Operation {
  static final String NAME = "process_spawn";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern PATH = Pattern.compile("/[!-~]{0,1023}");
  private static final int MOST_SLOTS = 10_000;
  private static final int MOST_TRIES = 1_000;

  private final Processes processes;

  ProcessSpawnOperation(Processes processes) {
    this.processes = processes;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A process runs until it is stopped. */
  @Override
  public long defaultTimeoutMs() {
    return 0;
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = CommandFields.read(fields);
    matching(fields, payload, "process_id", ID);
    text(fields, payload, "model_id");
    text(fields, payload, "implementation");
    text(fields, payload, "version");
    String device = fields.string("device", 128);
    if (device != null) {
      DeviceName.id(device)
          .ifPresentOrElse(
              id -> payload.put("device", id),
              () -> fields.reject("device", "invalid_value", DeviceName.EXPECTED));
    }
    number(fields, payload, "port", 1, 65_535);
    matching(fields, payload, "health_path", PATH);
    number(fields, payload, "health_tries", 1, MOST_TRIES);
    matching(fields, payload, "shutdown_path", PATH);
    number(fields, payload, "process_slots", 1, MOST_SLOTS);
    payload.put("restart", restart(fields));
    return payload;
  }

  private static String restart(JsonFields fields) {
    String policy = fields.string("restart", 32);
    if (policy != null && !policy.equals("never") && !policy.equals("on-failure")) {
      fields.reject("restart", "invalid_value", "must be never or on-failure");
    }
    return policy == null ? "never" : policy;
  }

  private static void text(JsonFields fields, ObjectNode payload, String field) {
    String value = fields.string(field, 256);
    if (value != null && value.isBlank()) {
      fields.reject(field, "empty", "must not be empty");
    } else if (value != null) {
      payload.put(field, value);
    }
  }

  private static void matching(
      JsonFields fields, ObjectNode payload, String field, Pattern pattern) {
    String value = fields.string(field, 1_024);
    if (value != null && !pattern.matcher(value).matches()) {
      fields.reject(field, "invalid_value", "must match " + pattern);
    } else if (value != null) {
      payload.put(field, value);
    }
  }

  private static void number(
      JsonFields fields, ObjectNode payload, String field, long min, long max) {
    Long value = fields.integer(field, min, max);
    if (value != null) {
      payload.put(field, value);
    }
  }

  /**
   * Restarts are the retries of the job. Without them it runs once: another worker must not start
   * the process when this one is lost.
   */
  @Override
  public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
    String id = payload.path("process_id").asText("");
    if (!id.isEmpty() && processes.isInUse(id)) {
      throw ProblemException.of(409, "process_exists", "the process '" + id + "' exists");
    }
    boolean restarts = payload.path("restart").asText().equals("on-failure");
    job.retryOnExit = restarts;
    job.runsOnce = !restarts;
    job.maxRetries = restarts ? job.maxRetries : 0;
    job.requirements = withDevice(job.requirements, payload.path("device").textValue());
    return Uni.createFrom().item(payload);
  }

  private static Requirements withDevice(Requirements asked, @Nullable String device) {
    if (device == null || device.equals(DeviceName.EVERY_CPU)) {
      return asked;
    }
    Map<String, String> labels = new LinkedHashMap<>(asked.labels());
    labels.put(Requirements.DEVICE_LABEL, device);
    return new Requirements(asked.cpu(), asked.ramMb(), labels);
  }
}
