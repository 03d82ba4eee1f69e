package dev.sluice.source.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.form.TextFiles;
import dev.sluice.source.BrokenTask;
import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The index files of a repository of tasks: {@code .ratchet/registry.yaml} selects the paths that
 * count, and {@code .ratchet/index.json} completes the metadata of tasks.
 */
final class RepositoryIndex {
  private static final String REGISTRY = ".ratchet/registry.yaml";
  private static final String INDEX = ".ratchet/index.json";

  private final Map<Path, ObjectNode> entries = new HashMap<>();
  private final List<PathMatcher> included = new ArrayList<>();
  private final List<PathMatcher> excluded = new ArrayList<>();
  private final List<BrokenTask> broken = new ArrayList<>();

  /** Reads the index files; errors in them are {@link #broken}, and the rest of them is used. */
  static RepositoryIndex of(Path root) {
    RepositoryIndex index = new RepositoryIndex();
    ObjectNode registry = index.read(root, REGISTRY);
    if (registry != null) {
      JsonNode rules = registry.path("discovery");
      index.patterns(rules, "include_patterns", index.included);
      index.patterns(rules, "exclude_patterns", index.excluded);
    }
    ObjectNode tasks = index.read(root, INDEX);
    if (tasks != null) {
      index.list(INDEX, "tasks", tasks.path("tasks")).forEach(entry -> index.entry(root, entry));
    }
    return index;
  }

  private @Nullable ObjectNode read(Path root, String name) {
    Path file = root.resolve(name);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    List<FieldError> errors = new ArrayList<>();
    try {
      ObjectNode read =
          name.endsWith(".yaml")
              ? TextFiles.yaml(file, root, errors)
              : TextFiles.json(file, root, errors);
      if (read != null) {
        return read;
      }
    } catch (IOException e) {
      errors.add(new FieldError("index", "unreadable", "cannot be read"));
    }
    broken.add(new BrokenTask(name, errors));
    return null;
  }

  private void patterns(JsonNode rules, String name, List<PathMatcher> matchers) {
    for (JsonNode glob : list(REGISTRY, "discovery." + name, rules.path(name))) {
      try {
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.asText()));
      } catch (PatternSyntaxException e) {
        String message = "holds an invalid pattern: " + e.getDescription();
        wrong(REGISTRY, "discovery." + name, "invalid_glob", message);
      }
    }
  }

  /** Returns a missing node for a value of another type, which is an error. */
  private JsonNode list(String file, String field, JsonNode value) {
    if (value.isArray() || value.isMissingNode() || value.isNull()) {
      return value;
    }
    wrong(file, field, "wrong_type", "must be a list");
    return MissingNode.getInstance();
  }

  private void entry(Path root, JsonNode entry) {
    if (!(entry instanceof ObjectNode object) || !object.path("path").isTextual()) {
      wrong(INDEX, "tasks", "required", "holds a task without a path");
      return;
    }
    try {
      Path path = root.resolve(object.path("path").textValue()).normalize();
      if (path.startsWith(root)) {
        entries.put(root.relativize(path), object);
      } else {
        wrong(INDEX, "tasks", "outside_source", "holds a path that leads out of the source");
      }
    } catch (InvalidPathException e) {
      wrong(INDEX, "tasks", "invalid_path", "holds an invalid path");
    }
  }

  private void wrong(String file, String field, String code, String message) {
    broken.add(new BrokenTask(file, List.of(new FieldError(field, code, message))));
  }

  /**
   * Whether a task at {@code path}, relative to the root, counts: it or what it contains is
   * included, if anything is, and not excluded. The root itself always does.
   */
  boolean counts(Path path) {
    boolean in = included.isEmpty() || matches(included, path);
    return path.toString().isEmpty() || (in && !matches(excluded, path));
  }

  /** {@code tasks/**} is meant to cover a task at {@code tasks/a}, as is {@code tasks/a/*}. */
  private static boolean matches(List<PathMatcher> globs, Path path) {
    // A leading "**/" asks for a directory above, so the path is also tried below a made-up root.
    Path inside = path.resolve("metadata.json");
    Path root = Path.of("root");
    return Stream.of(path, inside, root.resolve(path), root.resolve(inside))
        .anyMatch(at -> globs.stream().anyMatch(glob -> glob.matches(at)));
  }

  @Nullable ObjectNode entry(Path path) {
    return entries.get(path);
  }

  /** Paths of the tasks that the index lists. */
  List<Path> paths() {
    return List.copyOf(entries.keySet());
  }

  List<BrokenTask> broken() {
    return broken;
  }
}
