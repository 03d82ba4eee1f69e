package dev.sluice.cli.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Writes the lines of an export as the two JSON files of the older executor. It knows commands
 * only, so jobs of other operations are left out.
 */
final class OldForm implements AutoCloseable {
  static final String JOBS = "cmd-executor-jobs.json";
  static final String WORKERS = "cmd-executor-workers.json";

  private static final Map<String, String> TIMES =
      Map.of(
          "created_at", "createdAt",
          "queued_at", "queuedAt",
          "assigned_at", "assignedAt",
          "started_at", "startedAt",
          "completed_at", "completedAt");

  private final ObjectMapper mapper = Json.mapper();
  private final JsonGenerator jobs;
  private final JsonGenerator workers;

  /** The output of the job that comes next, by attempt and stream. */
  private final Map<String, ByteArrayOutputStream> printed = new HashMap<>();

  private long leftOut;

  /**
   * @param directory exists
   */
  OldForm(Path directory) throws IOException {
    jobs = begin(directory.resolve(JOBS));
    workers = begin(directory.resolve(WORKERS));
  }

  private JsonGenerator begin(Path file) throws IOException {
    JsonGenerator generator =
        mapper.getFactory().createGenerator(Files.newOutputStream(file)).useDefaultPrettyPrinter();
    generator.writeStartArray();
    return generator;
  }

  /** Takes a line of an export. */
  void add(JsonNode line) throws IOException {
    if (line.has("output")) {
      line.path("output").path("entries").forEach(entry -> print(line.path("output"), entry));
    } else if (line.has("worker")) {
      mapper.writeTree(workers, worker(line.path("worker")));
    } else if (line.path("job").path("operation").asText().equals("exec")) {
      mapper.writeTree(jobs, job(line.path("job")));
      printed.clear();
    } else {
      leftOut++;
      printed.clear();
    }
  }

  /** Jobs of other operations. */
  long leftOut() {
    return leftOut;
  }

  private void print(JsonNode chunk, JsonNode entry) {
    String stream = chunk.path("attempt").asInt() + entry.path("stream").asText();
    try {
      byte[] bytes =
          entry.has("base64")
              ? entry.path("base64").binaryValue()
              : entry.path("text").asText().getBytes(StandardCharsets.UTF_8);
      printed.computeIfAbsent(stream, s -> new ByteArrayOutputStream()).writeBytes(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String printed(int attempt, String stream) {
    ByteArrayOutputStream bytes = printed.get(attempt + stream);
    return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
  }

  private ObjectNode job(JsonNode job) {
    ObjectNode old = JsonNodeFactory.instance.objectNode();
    boolean isCancelled = job.path("status").asText().equals("CANCELLED");
    old.set("jobId", job.path("job_id"));
    old.put("command", command(job.path("payload").path("command")));
    old.put("fileUrl", "").put("filename", "");
    OldJob.KEPT.forEach((name, kept) -> copy(job.path("metadata"), kept, old, name));
    old.put("status", isCancelled ? "FAILED" : job.path("status").asText());
    copy(job, "worker_id", old, "assignedAgentId");
    copy(job.path("requirements"), "cpu", old, "requiredCpu");
    copy(job.path("requirements"), "ram_mb", old, "requiredRamMb");
    copy(job, "timeout_ms", old, "timeoutMs");
    copy(job, "max_retries", old, "maxRetries");
    int attempts = job.path("attempts").size();
    old.put("attempts", Math.max(attempts, job.path("metadata").path("attempts").asInt()));
    old.put("stdout", printed(attempts, "stdout")).put("stderr", printed(attempts, "stderr"));
    copy(job.path("result"), "exit_code", old, "exitCode");
    copy(job.path("result").path("error"), "message", old, "errorMessage");
    if (isCancelled) {
      old.put("errorMessage", OldJob.CANCELLED);
    }
    TIMES.forEach((name, oldName) -> copyTime(job, name, old, oldName));
    return old;
  }

  /** The older executor gives commands to a shell. */
  private static String command(JsonNode command) {
    return command.isTextual()
        ? command.textValue()
        : StreamSupport.stream(command.spliterator(), false)
            .map(word -> "'" + word.asText().replace("'", "'\\''") + "'")
            .reduce((some, word) -> some + " " + word)
            .orElse("");
  }

  private static ObjectNode worker(JsonNode worker) {
    ObjectNode old = JsonNodeFactory.instance.objectNode();
    old.set("workerId", worker.path("worker_id"));
    old.put("status", "OFFLINE");
    for (String[] names :
        List.of(
            new String[] {"hostname", "hostname"},
            new String[] {"os", "os"},
            new String[] {"version", "version"},
            new String[] {"cpu_count", "cpuCount"},
            new String[] {"cpu_usage", "cpuUsage"},
            new String[] {"ram_total_mb", "ramTotalMb"},
            new String[] {"ram_free_mb", "ramFreeMb"})) {
      copy(worker, names[0], old, names[1]);
    }
    copyTime(worker, "last_heartbeat_at", old, "lastHeartbeat");
    copyTime(worker, "registered_at", old, "createdAt");
    old.putArray("currentJobIds");
    return old.put("reservedCpu", 0).put("reservedRamMb", 0);
  }

  private static void copy(JsonNode from, String field, ObjectNode to, String name) {
    if (from.has(field)) {
      to.set(name, from.path(field));
    }
  }

  private static void copyTime(JsonNode from, String field, ObjectNode to, String name) {
    if (from.has(field)) {
      to.put(name, Instant.parse(from.path(field).asText()).toEpochMilli());
    }
  }

  @Override
  public void close() throws IOException {
    try (jobs;
        workers) {
      jobs.writeEndArray();
      workers.writeEndArray();
    }
  }
}
