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
  public boolean takesFiles() {
    return true;
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = CommandFields.read(fields);
    ExecInput.read(fields, payload);
    return payload;
  }
}
