package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as of RFC 9457, with a stable code and, for validation, every invalid field.
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
