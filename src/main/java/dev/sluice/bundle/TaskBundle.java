package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid task, ready to run.
 *
 * @param script JavaScript that no engine has parsed yet
 * @param inputSchema null if any JSON is valid
 * @param outputSchema null if any JSON is valid
 * @param digest {@code sha256:} and 64 hexadecimal digits, over all parts except the tests
 *     (decision record 10)
 */
public record TaskBundle(
    Metadata metadata,
    String script,
    @Nullable JsonNode inputSchema,
    @Nullable JsonNode outputSchema,
    String digest,
    List<TaskTest> tests) {

  public TaskBundle {
    tests = List.copyOf(tests);
  }

  public String name() {
    return metadata.name();
  }

  public SemanticVersion version() {
    return metadata.version();
  }
}
