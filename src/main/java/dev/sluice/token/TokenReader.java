package dev.sluice.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.FieldErrors;
import dev.sluice.fields.JsonFields;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one token of a {@link TokenFile}, which an operator may have written by hand. */
final class TokenReader {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path file;
  private final String at;
  private final JsonNode item;

  TokenReader(Path file, String at, JsonNode item) {
    this.file = file;
    this.at = at;
    this.item = item;
  }

  AccessToken read() throws TokenFileException {
    if (!(item instanceof ObjectNode object)) {
      throw new TokenFileException(file + ": " + at + " must be an object");
    }
    try {
      return read(new JsonFields(object, at));
    } catch (Malformed e) {
      throw new TokenFileException(file + ": " + e.getMessage());
    }
  }

  private static AccessToken read(JsonFields fields) {
    String name = fields.requiredString("name", 100, "must name the token");
    Set<Scope> scopes = scopes(fields);
    String digest = fields.requiredString("sha256", 64, "must be the SHA-256 of the token");
    if (digest != null && !SHA256.matcher(digest).matches()) {
      fields.reject("sha256", "invalid_value", "must be 64 digits 0-9 a-f");
    }
    List<String> workers = fields.strings("workers", 1_000, 200);
    Instant created = fields.instant("created_at");
    @Nullable Instant expires = fields.instant("expires_at");
    fields.finish(Malformed::new);
    return new AccessToken(
        Objects.requireNonNull(name),
        scopes,
        Objects.requireNonNull(digest),
        workers,
        created == null ? Instant.EPOCH : created,
        expires);
  }

  private static Set<Scope> scopes(JsonFields fields) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String text : fields.strings("scopes", 100, 20)) {
      Scope.of(text)
          .ifPresentOrElse(
              scopes::add,
              () ->
                  fields.reject(
                      "scopes", "unknown_scope", "may be " + Scope.NAMES + ", not " + text));
    }
    if (scopes.isEmpty()) {
      fields.rejectUnlessRejected("scopes", "required", "must list one or more of " + Scope.NAMES);
    }
    return scopes;
  }

  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(List<FieldError> errors) {
      super(FieldErrors.text(errors));
    }
  }
}
