package dev.sluice.bundle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.path.NodePath;
import dev.sluice.text.Printable;
import dev.sluice.wire.FieldError;
import java.util.List;

/** A schema that is ready to validate with, by any number of threads. */
public final class CompiledSchema {
  /** Further errors are dropped. */
  private static final int MOST_ERRORS = 100;

  private final Schema schema;

  CompiledSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Returns an error for each failing field, with its path, as {@code input.a.b[2]}, and the JSON
   * Schema keyword that failed as its code. Empty if {@code value} is valid.
   *
   * @param field the name of {@code value} in errors, as {@code input}
   */
  public List<FieldError> validate(JsonNode value, String field) {
    try {
      return schema.validate(value).stream()
          .limit(MOST_ERRORS)
          .map(error -> new FieldError(pathOf(error, field), error.getKeyword(), messageOf(error)))
          .distinct()
          .toList();
    } catch (BoundedPattern.TooManyStepsException e) {
      return List.of(new FieldError(field, "pattern", "takes a pattern of its schema too long"));
    } catch (SchemaException e) {
      // What $dynamicRef leads to is looked at only now.
      String why = Printable.excerpt(String.valueOf(e.getMessage()));
      return List.of(new FieldError(field, "invalid_schema", "has an unusable schema: " + why));
    } catch (StackOverflowError e) {
      return List.of(new FieldError(field, "too_deep", "goes too deep for its schema"));
    }
  }

  /** A property that is missing, or one too many, is the field at fault, not what it belongs to. */
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
