package dev.sluice.worker;

import dev.sluice.fields.JsonFields;
import dev.sluice.wire.worker.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the devices of a registration. */
public final class DeviceReader {
  private static final int MOST = 64;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_-]{0,15}");
  private static final Pattern CAPABILITY = Pattern.compile("[A-Za-z0-9._-]{1,16}");

  private final Set<String> ids = new HashSet<>();

  private DeviceReader() {}

  /** Adds to the errors of {@code fields} those of each device. */
  public static List<Device> read(JsonFields fields) {
    DeviceReader reader = new DeviceReader();
    List<Device> devices = new ArrayList<>();
    for (JsonFields device : fields.objects("devices", MOST)) {
      devices.add(reader.device(device));
    }
    return devices;
  }

  private Device device(JsonFields fields) {
    String id = required(fields, "id", ID);
    if (!id.isEmpty() && !ids.add(id)) {
      fields.reject("id", "duplicate", "must differ from the ids of the other devices");
    }
    String name = fields.requiredString("name", 128, "must be the name of a model");
    String type = required(fields, "device_type", TYPE);
    Long vram = fields.integer("vram_gb", 0, 1 << 20);
    String capability = matching(fields, "compute_capability", CAPABILITY);
    return new Device(id, String.valueOf(name), type, vram, capability);
  }

  private static String required(JsonFields fields, String field, Pattern pattern) {
    String value = matching(fields, field, pattern);
    if (value == null) {
      fields.rejectUnlessRejected(field, "required", "must match " + pattern);
    }
    return value == null ? "" : value;
  }

  private static @Nullable String matching(JsonFields fields, String field, Pattern pattern) {
    String value = fields.anyString(field);
    if (value == null || pattern.matcher(value).matches()) {
      return value;
    }
    fields.reject(field, "invalid_value", "must match " + pattern);
    return null;
  }
}
