package dev.sluice.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.WorkerRegistration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a registration. */
final class RegistrationReader {
  /** The worker name under which the server runs its own operations. */
  private RegistrationReader() {}

  /**
   * @throws dev.sluice.http.ProblemException 400 naming every field at fault
   */
  static WorkerRegistration read(ObjectNode body) {
    JsonFields fields = new JsonFields(body);
    String id = fields.string("worker_id", 128);
    if (id != null && !WorkerId.isValid(id)) {
      fields.reject("worker_id", "invalid_id", "may have letters, digits, '.', '_' and '-'");
    }
    if (WorkerId.SERVER.equals(id)) {
      fields.reject("worker_id", "reserved", "is the server's own name");
    }
    String hostname = fields.string("hostname", 255);
    if (hostname == null || hostname.trim().isEmpty()) {
      fields.rejectUnlessRejected("hostname", "required", "must be the node's name");
    }
    String os = fields.string("os", 128);
    String version = fields.string("version", 128);
    double cpu = required(fields, "cpu_count", fields.number("cpu_count", 0, 4_096));
    long ram = (long) required(fields, "ram_total_mb", fields.integer("ram_total_mb", 1, 1L << 30));
    Map<String, String> labels = fields.stringMap("labels", Requirements.LABEL_NAME, 64, 256);
    long parallel =
        (long) required(fields, "max_parallel", fields.integer("max_parallel", 1, 10_000));
    List<String> capabilities = fields.strings("capabilities", 100, 128);
    List<Device> devices = DeviceReader.read(fields);
    fields.finish(ProblemException::invalid);
    return new WorkerRegistration(
        id,
        String.valueOf(hostname),
        os,
        version,
        cpu,
        ram,
        labels,
        (int) parallel,
        capabilities,
        devices);
  }

  private static double required(JsonFields fields, String name, @Nullable Number value) {
    if (value == null) {
      fields.rejectUnlessRejected(name, "required", "must be given");
      return 0;
    }
    return value.doubleValue();
  }
}
