package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of a task that somebody wrote.
 *
 * @param valid whether it could be used
 * @param name absent, as version and digest, when it could not be read so far
 * @param errors keep it from being used
 * @param warnings do not
 */
public record TaskReport(
    boolean valid,
    @Nullable String name,
    @Nullable String version,
    @Nullable String digest,
    List<FieldError> errors,
    List<FieldError> warnings) {}
