package dev.sluice.bundle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.path.NodePath;
import dev.sluice.text.Printable;
import dev.sluice.wire.FieldError;
import java.util.List;

/** A compiled schema, safe for use by many threads. */
public final class CompiledSchema {
  /** The greatest number of errors that a validation returns. */
  private static final int MOST_ERRORS = 100;

  private final Schema schema;

  CompiledSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Returns an error for each failing field, with its path, such as {@code input.a.b[2]}, and the
   * JSON Schema keyword that failed as its code. Empty if {@code value} is valid.
   *
   * @param field the name of {@code value} in errors, such as {@code input}
   */
  public List<FieldError> validate(JsonNode value, String field) {
    try {
      return schema.validate(value).stream()
          .limit(MOST_ERRORS)
          .map(error -> new FieldError(pathOf(error, field), error.getKeyword(), messageOf(error)))
          .distinct()
          .toList();
    } catch (BoundedPattern.TooManyStepsException e) {
      return List.of(
          new FieldError(field, "pattern", "takes too many steps in a pattern of its schema"));
    } catch (SchemaException e) {
      // The library resolves a $dynamicRef only while it validates.
      String why = Printable.excerpt(String.valueOf(e.getMessage()));
      return List.of(new FieldError(field, "invalid_schema", "has an unusable schema: " + why));
    } catch (StackOverflowError e) {
      return List.of(new FieldError(field, "too_deep", "is nested too deeply for its schema"));
    }
  }

  /** For a missing or an additional property, the error names the property, not its object. */
  private static String pathOf(Error error, String field) {
    StringBuilder path = new StringBuilder(field);
    NodePath at = error.getInstanceLocation();
    for (int i = 0; i < at.getNameCount(); i++) {
      if (at.getElement(i) instanceof Integer index) {
        path.append('[').append(index).append(']');
      } else {
        path.append('.').append(at.getName(i));
      }
    }
    String property = error.getProperty();
    return property == null ? path.toString() : path.append('.').append(property).toString();
  }

  private static String messageOf(Error error) {
    String message = String.valueOf(error.getMessage());
    return message.length() > 300 ? message.substring(0, 300) + "…" : message;
  }
}
