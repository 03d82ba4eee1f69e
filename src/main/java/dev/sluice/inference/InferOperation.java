package dev.sluice.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Secrets;
import dev.sluice.job.submit.Operation;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.wire.Requirements;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code infer}: one request to a process that serves a model (decision 0051). Fields that are not
 * known here are parameters of the model.
 */
@Singleton
final class InferOperation implements Operation {
  static final String NAME = "infer";

  private static final String SPAWN = "spawn";

  private static final List<String> QUESTIONS = List.of("messages", "prompt", "body");
  private static final Pattern PATH = Pattern.compile("/[!-~]{0,1023}");
  private static final long MAX_IDLE_MS = 24L * 3_600_000;
  private static final long MAX_TOKENS = 1_000_000_000;
  private static final double MAX_TEMPERATURE = 100;

  /** The longest id of a model that a process may have. */
  private static final int MAX_MODEL = 256;

  private final SubmitJob submitJob;

  InferOperation(SubmitJob submitJob) {
    this.submitJob = submitJob;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    String model = fields.requiredString("model", MAX_MODEL, "must be the model_id of a process");
    if (model != null && model.isBlank()) {
      fields.reject("model", "empty", "must not be empty");
    }
    payload.put("model", model);
    question(fields, payload);
    String path = fields.string("path", 1_024);
    if (path != null && !PATH.matcher(path).matches()) {
      fields.reject("path", "invalid_value", "must match " + PATH);
    }
    if (path != null) {
      payload.put("path", path);
    }
    limits(fields, payload);
    Secrets.read(fields, payload);
    spawn(fields, payload);
    payload.setAll(fields.rest());
    return payload;
  }

  private static void question(JsonFields fields, ObjectNode payload) {
    JsonNode prompt = fields.any("prompt");
    if (prompt != null && !prompt.isTextual() && !prompt.isArray()) {
      fields.wrongType("prompt", "a string or an array", prompt);
    }
    JsonNode messages = fields.any("messages");
    if (messages != null && (!messages.isArray() || messages.isEmpty())) {
      fields.reject("messages", "wrong_type", "must be an array with a message at least");
    }
    boolean isGiven = false;
    for (String name : QUESTIONS) {
      JsonNode value = fields.any(name);
      if (value != null && isGiven) {
        fields.reject(name, "conflict", "must be the only one of " + String.join(", ", QUESTIONS));
      }
      if (value != null) {
        isGiven = true;
        payload.set(name, value);
      }
    }
    if (!isGiven && fields.any("path") == null) {
      fields.reject("messages", "required", "or prompt, or body or path must be there");
    }
  }

  /** The secrets of the process are masked in this job, too. */
  private void spawn(JsonFields fields, ObjectNode payload) {
    JsonFields spawn = fields.object(SPAWN);
    if (spawn == null) {
      return;
    }
    ObjectNode process = submitJob.check(spawn, "process_spawn");
    String model = process.path("model_id").asText(payload.path("model").asText());
    if (!model.equals(payload.path("model").asText())) {
      spawn.reject("model_id", "conflict", "must be the model, or absent");
    }
    for (String field : List.of("start", "not_before")) {
      if (spawn.any(field) != null) {
        spawn.reject(field, "misplaced", "must be absent: the process starts when it is needed");
      }
    }
    payload.set(SPAWN, fields.any(SPAWN));
    Secrets.add(process, payload);
  }

  private static void limits(JsonFields fields, ObjectNode payload) {
    Boolean stream = fields.bool("stream");
    if (stream != null) {
      payload.put("stream", stream);
    }
    integer(fields, payload, "max_tokens", MAX_TOKENS);
    integer(fields, payload, "idle_timeout_ms", MAX_IDLE_MS);
    integer(fields, payload, "n", 1);
    temperature(fields, payload);
    if (fields.any("process_slots") != null) {
      fields.reject("process_slots", "misplaced", "is a field of process_spawn");
    }
  }

  /** A number from 1 on. */
  private static void integer(JsonFields fields, ObjectNode payload, String field, long max) {
    Long value = fields.integer(field, 1, max);
    if (value != null) {
      payload.put(field, value);
    }
  }

  private static void temperature(JsonFields fields, ObjectNode payload) {
    JsonNode temperature = fields.any("temperature");
    if (temperature == null) {
      return;
    }
    if (!temperature.isNumber()) {
      fields.wrongType("temperature", "a number", temperature);
    } else if (temperature.doubleValue() < 0 || temperature.doubleValue() > MAX_TEMPERATURE) {
      fields.reject("temperature", "out_of_range", "must be from 0 to 100, is " + temperature);
    } else {
      payload.set("temperature", temperature);
    }
  }

  /** The process has reserved what it uses, and a reader of tokens must not see them twice. */
  @Override
  public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
    Map<String, String> labels = new LinkedHashMap<>(job.requirements.labels());
    labels.put(Requirements.MODEL_LABEL, payload.path("model").asText());
    requireSameLabels(job.requirements.labels(), payload.path(SPAWN));
    job.requirements = new Requirements(0, 0, labels);
    job.spawns = payload.has(SPAWN);
    job.printsOnce = true;
    return Uni.createFrom().item(payload);
  }

  /** The process must lie where the job may go. */
  private static void requireSameLabels(Map<String, String> labels, JsonNode spawn) {
    JsonNode ofSpawn = spawn.path("requirements").path("labels");
    labels.forEach(
        (name, value) -> {
          if (ofSpawn.has(name) && !ofSpawn.path(name).asText().equals(value)) {
            throw ProblemException.invalid(
                "spawn.requirements.labels." + name,
                "conflict",
                "must be '" + value + "', as in requirements.labels, or absent");
          }
        });
  }
}
