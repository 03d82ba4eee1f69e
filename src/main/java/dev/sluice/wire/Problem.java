package dev.sluice.wire;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as of RFC 9457, with a stable code and, for validation, every invalid field. The detail
 * comes first in the body: a client that shows the body as it is, or its beginning, then shows what
 * is wrong.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonPropertyOrder("detail")
public record Problem(
    String title,
    int status,
    String code,
    @Nullable String detail,
    @Nullable List<FieldError> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";
}
