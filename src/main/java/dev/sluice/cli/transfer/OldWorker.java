package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Coerces a worker of the older executor into a line of an import. What it held is left out, since
 * its jobs are queued again.
 */
final class OldWorker {
  private static final Set<String> STATUS = Set.of("IDLE", "BUSY", "UNHEALTHY", "OFFLINE");

  private OldWorker() {}

  /**
   * @param key under which the record was, if it says no id itself
   * @throws RefusedRecord if it cannot be coerced
   */
  static ObjectNode line(ObjectNode record, @Nullable String key, Instant now) {
    OldFields fields = new OldFields(record);
    String id = fields.word("workerId", "id");
    id = id == null ? key : id;
    if (id == null) {
      throw new RefusedRecord("workerId is missing");
    }
    String status = fields.word("status");
    if (status != null && !STATUS.contains(status.toUpperCase(Locale.ROOT))) {
      throw new RefusedRecord("status is unknown: " + status);
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    String hostname = fields.word("hostname");
    line.put("worker_id", id).put("hostname", Objects.requireNonNullElse(hostname, id));
    put(line, "os", fields.word("os"));
    put(line, "version", fields.word("version"));
    BigDecimal cpu = Objects.requireNonNullElse(fields.number("cpuCount"), BigDecimal.ONE);
    line.put("cpu_count", cpu).put("max_parallel", Math.max(1, cpu.intValue()));
    line.put("ram_total_mb", Objects.requireNonNullElse(fields.megabytes("ramTotal"), 0L));
    line.put("ram_free_mb", Objects.requireNonNullElse(fields.megabytes("ramFree"), 0L));
    line.put("cpu_usage", Objects.requireNonNullElse(fields.number("cpuUsage"), BigDecimal.ZERO));
    Instant updated = Objects.requireNonNullElse(fields.time("updatedAt"), now);
    Instant heard = Objects.requireNonNullElse(fields.time("lastHeartbeat"), updated);
    put(line, "last_heartbeat_at", heard.toString());
    Instant registered = Objects.requireNonNullElse(fields.time("createdAt"), heard);
    put(line, "registered_at", registered.toString());
    return OldJob.wrapped("worker", line);
  }

  private static void put(ObjectNode line, String field, @Nullable String value) {
    if (value != null) {
      line.put(field, value);
    }
  }
}
