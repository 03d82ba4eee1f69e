package dev.sluice.task;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.JsonSchemas;
import org.jspecify.annotations.Nullable;

/**
 * A task's content, parsed, with its schema compiled.
 *
 * @param input the schema of the input; null if the task accepts any input
 */
public record Definition(TaskBundle bundle, @Nullable CompiledSchema input) {
  static Definition of(TaskBundle bundle) {
    return new Definition(
        bundle, bundle.inputSchema() == null ? null : JsonSchemas.compile(bundle.inputSchema()));
  }
}
