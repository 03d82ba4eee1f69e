package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A schema of the official test suite and its trials. */
public record SuiteCase(String file, String description, JsonNode schema, List<Trial> trials) {

  /** The suite's required, optional and {@code format} tests. */
  public enum Kind {
    REQUIRED,
    OPTIONAL,
    FORMAT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether {@code data} is valid. */
  public record Trial(String description, JsonNode data, boolean valid) {}

  public Kind kind() {
    if (file.contains("/optional/format/")) {
      return Kind.FORMAT;
    }
    return file.contains("/optional/") ? Kind.OPTIONAL : Kind.REQUIRED;
  }

  /** The name of a trial in the file of known failures. */
  public String name(Trial trial) {
    return file + " | " + description + " | " + trial.description();
  }

  /**
   * All cases of a draft.
   *
   * @param suite the directory that holds {@code tests} and {@code remotes}
   */
  public static List<SuiteCase> of(Path suite, SuiteDraft draft) throws IOException {
    Path tests = suite.resolve("tests");
    List<Path> files;
    try (Stream<Path> found = Files.walk(tests.resolve(draft.directory))) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<SuiteCase> cases = new ArrayList<>();
    for (Path file : files) {
      for (JsonNode item : StrictJson.MAPPER.readTree(file.toFile())) {
        cases.add(read(item, tests.relativize(file).toString(), draft));
      }
    }
    return cases;
  }

  private static SuiteCase read(JsonNode item, String file, SuiteDraft draft) {
    List<Trial> trials =
        StreamSupport.stream(item.required("tests").spliterator(), false)
            .map(
                test ->
                    new Trial(
                        test.required("description").textValue(),
                        test.required("data"),
                        test.required("valid").booleanValue()))
            .toList();
    return new SuiteCase(
        file,
        item.required("description").textValue(),
        draft.mark(item.required("schema")),
        trials);
  }
}
