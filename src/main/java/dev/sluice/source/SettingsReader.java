package dev.sluice.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.text.DurationParser;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a source, which are texts, by name and collects every error in them. */
public final class SettingsReader {
  private final JsonFields fields;

  public SettingsReader(SourceSettings settings) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    settings.values().forEach(values::put);
    fields = new JsonFields(values);
  }

  public void reject(String field, String code, String message) {
    fields.reject(field, code, message);
  }

  /** Null if the setting is absent or blank. */
  @Nullable
  public String text(String field) {
    String value = fields.anyString(field);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** As {@link #text}; an absent setting is an error, and read as an empty text. */
  public String required(String field) {
    String value = text(field);
    if (value == null) {
      reject(field, "required", "must be given");
      return "";
    }
    return value;
  }

  /** The path of a file that must be there; otherwise an error, and read as an empty path. */
  public Path requiredFile(String field) {
    String value = required(field);
    try {
      Path file = Path.of(value);
      if (value.isEmpty() || (Files.isRegularFile(file) && Files.isReadable(file))) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Rejected below.
    }
    reject(field, "no_such_file", "must be the path of a file that the server can read");
    return Path.of("");
  }

  public boolean flag(String field, boolean otherwise) {
    String value = text(field);
    if (value != null && !value.equals("true") && !value.equals("false")) {
      reject(field, "wrong_type", "must be true or false");
    }
    return value == null ? otherwise : value.equals("true");
  }

  /** A time such as {@code 30s}, {@code 250ms}, {@code 5m}, {@code 1h}, or a number of seconds. */
  public Duration duration(String field, Duration otherwise, Duration least, Duration most) {
    String value = text(field);
    if (value == null) {
      return otherwise;
    }
    Duration duration = DurationParser.parse(value).orElse(null);
    if (duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      String range = least.toMillis() + " ms to " + most.toSeconds() + " s";
      reject(field, "out_of_range", "must be a time such as 30s or 250ms, from " + range);
      return otherwise;
    }
    return duration;
  }

  /**
   * Returns what {@code make} reads from the settings.
   *
   * @throws InvalidSettingsException if {@code make} rejected a setting, or did not read one that
   *     is present
   */
  public <T> T read(Function<SettingsReader, T> make) {
    T made = make.apply(this);
    fields.finish(InvalidSettingsException::new);
    return made;
  }
}
