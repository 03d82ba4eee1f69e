package dev.sluice.agent.task;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A task, ready to be run. */
record CachedTask(TaskBundle bundle, @Nullable CompiledSchema outputSchema) {
  static CachedTask of(TaskBundle bundle) throws IOException {
    try {
      return new CachedTask(
          bundle,
          bundle.outputSchema() == null ? null : JsonSchemas.compile(bundle.outputSchema()));
    } catch (InvalidSchemaException e) {
      throw new IOException("the output schema of " + bundle.name() + " cannot be used", e);
    }
  }
}
