package dev.sluice.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.text.Tokens;
import dev.sluice.wire.Json;
import dev.sluice.wire.Requirements;
import dev.sluice.worker.DeviceReader;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A worker without its secrets: an imported one is OFFLINE until its agent registers. */
final class WorkerLine {
  private WorkerLine() {}

  static ObjectNode write(Worker worker) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("worker_id", worker.id).put("hostname", worker.hostname);
    JobLineWriter.put(line, "os", worker.os);
    JobLineWriter.put(line, "version", worker.version);
    line.put("cpu_count", worker.cpuCount).put("ram_total_mb", worker.ramTotalMb);
    worker.labels.forEach(line.putObject("labels")::put);
    line.put("max_parallel", worker.maxParallel);
    worker.capabilities.forEach(line.putArray("capabilities")::add);
    line.set("devices", Json.mapper().valueToTree(worker.devices));
    line.put("cpu_usage", worker.cpuUsage).put("ram_free_mb", worker.ramFreeMb);
    line.put("draining", worker.draining);
    JobLineWriter.put(line, "registered_at", worker.registeredAt);
    JobLineWriter.put(line, "last_heartbeat_at", worker.lastHeartbeatAt);
    return line;
  }

  /**
   * @throws ProblemException 400 naming every field at fault
   */
  static Worker read(ObjectNode content, Instant now) {
    JsonBody.checkStorable(content, "");
    JsonFields fields = new JsonFields(content);
    Worker worker = new Worker();
    worker.id = id(fields);
    worker.incarnation = Tokens.next();
    worker.offline = true;
    String hostname = fields.requiredString("hostname", 255, "must be the node's name");
    worker.hostname = String.valueOf(hostname);
    worker.os = fields.string("os", 128);
    worker.version = fields.string("version", 128);
    worker.cpuCount = or(fields.number("cpu_count", 0, 4_096), 1);
    worker.ramTotalMb = (long) or(fields.integer("ram_total_mb", 0, 1L << 30), 0);
    worker.labels = fields.stringMap("labels", Requirements.LABEL_NAME, 64, 256);
    worker.maxParallel = (int) or(fields.integer("max_parallel", 1, 10_000), 1);
    worker.capabilities = List.copyOf(fields.strings("capabilities", 100, 128));
    worker.devices = DeviceReader.read(fields);
    worker.cpuUsage = or(fields.number("cpu_usage", -1, 1_000_000), 0);
    worker.ramFreeMb = (long) or(fields.integer("ram_free_mb", 0, 1L << 30), 0);
    worker.draining = Boolean.TRUE.equals(fields.bool("draining"));
    worker.registeredAt = Objects.requireNonNullElse(fields.instant("registered_at"), now);
    worker.lastHeartbeatAt = Objects.requireNonNullElse(fields.instant("last_heartbeat_at"), now);
    fields.finish(ProblemException::invalid);
    return worker;
  }

  private static String id(JsonFields fields) {
    String id = fields.requiredString("worker_id", 128, "must be the id of the worker");
    if (id != null && !WorkerId.isValid(id)) {
      fields.reject("worker_id", "invalid_id", "may have letters, digits, '.', '_' and '-'");
    } else if (WorkerId.SERVER.equals(id)) {
      fields.reject("worker_id", "reserved", "is the server's own name");
    }
    return String.valueOf(id);
  }

  private static double or(@Nullable Number value, double otherwise) {
    return value == null ? otherwise : value.doubleValue();
  }
}
