package dev.sluice.agent.resident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.wire.worker.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code process_spawn} job.
 *
 * @param processId that of the job if the client chose none
 * @param port null for one that the agent chooses
 * @param healthPath null if the process is healthy by being alive
 * @param shutdownPath null if the process ends by a signal only
 * @param command the fields that {@code exec} has, too
 */
record SpawnOrder(
    String processId,
    @Nullable String modelId,
    @Nullable String device,
    @Nullable Integer port,
    @Nullable String healthPath,
    int healthTries,
    @Nullable String shutdownPath,
    int slots,
    @Nullable String implementation,
    @Nullable String version,
    JsonNode command) {
  private static final int DEFAULT_TRIES = 10;
  private static final String CUDA_ID = "GPU-";

  static SpawnOrder of(Assignment job) {
    JsonNode payload = job.payload();
    JsonNode port = payload.path("port");
    return new SpawnOrder(
        payload.path("process_id").asText(job.jobId()),
        payload.path("model_id").textValue(),
        payload.path("device").textValue(),
        port.isNumber() ? (Integer) port.asInt() : null,
        payload.path("health_path").textValue(),
        payload.path("health_tries").asInt(DEFAULT_TRIES),
        payload.path("shutdown_path").textValue(),
        payload.path("process_slots").asInt(1),
        payload.path("implementation").textValue(),
        payload.path("version").textValue(),
        payload);
  }

  /** The command in the form of {@code exec}, with port, device and model filled in. */
  JsonNode commandOn(int chosen) {
    ObjectNode exec = ServerClient.JSON.createObjectNode();
    exec.set("command", filled(command.path("command"), chosen));
    exec.set("work_dir", command.path("work_dir"));
    exec.set("merge", command.path("merge"));
    ObjectNode env = exec.putObject("env");
    if (device != null && device.startsWith(CUDA_ID)) {
      env.put("CUDA_VISIBLE_DEVICES", device.substring(CUDA_ID.length()));
    }
    command.path("env").properties().forEach(entry -> env.set(entry.getKey(), entry.getValue()));
    env.put("PORT", Integer.toString(chosen));
    return exec;
  }

  private JsonNode filled(JsonNode words, int chosen) {
    if (words.isTextual()) {
      return ServerClient.JSON.getNodeFactory().textNode(filled(words.textValue(), chosen));
    }
    ArrayNode all = ServerClient.JSON.createArrayNode();
    words.forEach(word -> all.add(filled(word.asText(), chosen)));
    return all;
  }

  private String filled(String text, int chosen) {
    return text.replace("{port}", Integer.toString(chosen))
        .replace("{device}", device == null ? "{device}" : device)
        .replace("{model}", modelId == null ? "{model}" : modelId);
  }
}
