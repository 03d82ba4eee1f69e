package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import jakarta.inject.Singleton;

/** {@code exec}: a command, run by a worker in a directory of its own. */
@Singleton
final class ExecOperation implements Operation {
  @Override
  public String name() {
    return "exec";
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = CommandFields.read(fields);
    ExecInput.read(fields, payload);
    if (fields.any("file_id") != null) {
      fields.reject("file_id", "not_available", "cannot be used yet: this server keeps no files");
    }
    return payload;
  }
}
