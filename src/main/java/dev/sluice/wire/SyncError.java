package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a sync could not take over.
 *
 * @param location of a task in its source; absent when the source as a whole could not be read
 * @param errors what is wrong with the task; empty for a source
 */
public record SyncError(
    String source,
    @Nullable String location,
    String code,
    String message,
    List<FieldError> errors) {}
