package dev.sluice.task;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.JsonSchemas;
import org.jspecify.annotations.Nullable;

/**
 * A task's content, read and ready to be used.
 *
 * @param input what an input must be; absent if anything will do
 */
public record Definition(TaskBundle bundle, @Nullable CompiledSchema input) {
  static Definition of(TaskBundle bundle) {
    return new Definition(
        bundle, bundle.inputSchema() == null ? null : JsonSchemas.compile(bundle.inputSchema()));
  }
}
