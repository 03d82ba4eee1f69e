package dev.sluice.wire.task;

import dev.sluice.wire.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task or a source that a sync could not read.
 *
 * @param location of a task in its source; absent when the source as a whole could not be read
 * @param errors the invalid fields of the task; empty for a source
 */
public record SyncError(
    String source,
    @Nullable String location,
    String code,
    String message,
    List<FieldError> errors) {}
