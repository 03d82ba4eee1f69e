package dev.sluice.wire.task;

import dev.sluice.wire.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The validation report of a task.
 *
 * @param valid whether the task can be used
 * @param name absent, as are version and digest, if it could not be read
 * @param errors the reasons why the task cannot be used
 * @param warnings do not prevent its use
 */
public record TaskReport(
    boolean valid,
    @Nullable String name,
    @Nullable String version,
    @Nullable String digest,
    List<FieldError> errors,
    List<FieldError> warnings) {}
