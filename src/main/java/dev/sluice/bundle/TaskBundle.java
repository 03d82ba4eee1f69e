package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it runs.
 *
 * @param script JavaScript, not yet seen by an engine
 * @param inputSchema null if any JSON will do
 * @param outputSchema null if any JSON will do
 * @param digest {@code sha256:} and 64 hexadecimal digits, over all that runs; tests are not
 *     covered (decision record 10)
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
