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
 * What a repository of tasks says of itself: {@code .ratchet/registry.yaml}, which of its paths
 * count, and {@code .ratchet/index.json}, what is known of tasks that do not say it themselves.
 */
final class RepositoryIndex {
  private static final String REGISTRY = ".ratchet/registry.yaml";
  private static final String INDEX = ".ratchet/index.json";

  private final Map<Path, ObjectNode> entries = new HashMap<>();
  private final List<PathMatcher> included = new ArrayList<>();
  private final List<PathMatcher> excluded = new ArrayList<>();
  private final List<BrokenTask> broken = new ArrayList<>();

  /** What is wrong with the files themselves is told as {@link #broken}; the rest holds. */
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
        String message = "holds a pattern that is none: " + e.getDescription();
        wrong(REGISTRY, "discovery." + name, "invalid_glob", message);
      }
    }
  }

  /** Nothing, as well as what is said to be no list. */
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
      wrong(INDEX, "tasks", "invalid_path", "holds a path that is none");
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
    // The last two: a leading "**/" asks for a directory above, as which the root is not shown.
    Path inside = path.resolve("metadata.json");
    Path root = Path.of("root");
    return Stream.of(path, inside, root.resolve(path), root.resolve(inside))
        .anyMatch(at -> globs.stream().anyMatch(glob -> glob.matches(at)));
  }

  @Nullable ObjectNode entry(Path path) {
    return entries.get(path);
  }

  /** Where the index says that tasks are. */
  List<Path> paths() {
    return List.copyOf(entries.keySet());
  }

  List<BrokenTask> broken() {
    return broken;
  }
}
