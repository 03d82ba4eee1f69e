package dev.sluice.legacy.executor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON body, read as their clients mean them: a number may be a string, and an
 * unknown field says nothing.
 */
public final class ApiBody {
  /** Bytes: the result of a job with its files. */
  public static final int LARGEST = 50 << 20;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(LARGEST).build())
              .build());

  private final ObjectNode fields;

  private ApiBody(ObjectNode fields) {
    this.fields = fields;
  }

  /**
   * @throws ProblemException 400 when it is not a JSON object
   */
  static ApiBody of(byte[] bytes) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return new ApiBody(object);
      }
    } catch (IOException e) {
      // refused below
    }
    throw refused("the body must be a JSON object");
  }

  /**
   * A text; null when it is absent, null or empty, which these clients mean alike.
   *
   * @throws ProblemException 400 when it is of another type
   */
  public @Nullable String text(String name) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw refused(name + " must be a string");
    }
    return value.textValue().isEmpty() ? null : value.textValue();
  }

  /** Like {@link #text}, but an absent field gives the empty text. */
  public String textOrEmpty(String name) {
    String text = text(name);
    return text == null ? "" : text;
  }

  /**
   * Texts that must be there.
   *
   * @param message of the refusal
   * @throws ProblemException 400 when one is absent, empty or of another type
   */
  public void require(String message, String... names) {
    for (String name : names) {
      if (text(name) == null) {
        throw refused(message);
      }
    }
  }

  /** A number, or a string that is one; empty for any other value. */
  public OptionalDouble number(String name) {
    JsonNode value = fields.path(name);
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return OptionalDouble.of(value.doubleValue());
    }
    try {
      double number = Double.parseDouble(value.asText("").strip());
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A number other than 0, or {@code otherwise}. */
  public double numberOr(String name, double otherwise) {
    double number = number(name).orElse(0);
    return number == 0 ? otherwise : number;
  }

  /** 400 with a message for people. */
  public static ProblemException refused(String message) {
    return ProblemException.of(400, "invalid_request", message);
  }
}
