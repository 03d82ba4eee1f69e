package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 has it, plus a stable code and, for validation, every field at fault.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
    String title,
    int status,
    String code,
    @Nullable String detail,
    @Nullable List<FieldError> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";
}
