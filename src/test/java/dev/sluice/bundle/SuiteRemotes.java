package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schemas that the official test suite expects at {@code http://localhost:1234/}, where other
 * schemas refer to them.
 */
public final class SuiteRemotes {
  private static final URI ROOT = URI.create("http://localhost:1234/");
  static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef", "$schema");

  private final Set<URI> served;

  private SuiteRemotes(Set<URI> served) {
    this.served = served;
  }

  public static SuiteRemotes of(Path suite) throws IOException {
    Path remotes = suite.resolve("remotes");
    try (Stream<Path> files = Files.walk(remotes)) {
      return new SuiteRemotes(
          files
              .filter(Files::isRegularFile)
              .map(file -> ROOT.resolve(remotes.relativize(file).toString()))
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** Whether {@code schema} refers to one of these schemas and does not contain it. */
  public boolean areNeededBy(JsonNode schema) {
    Set<URI> needed = new HashSet<>();
    Set<URI> held = new HashSet<>();
    visit(schema, ROOT, needed, held);
    needed.retainAll(served);
    needed.removeAll(held);
    return !needed.isEmpty();
  }

  private static void visit(JsonNode node, URI base, Set<URI> needed, Set<URI> held) {
    URI here = base;
    JsonNode id = node.path(node.has("$id") ? "$id" : "id");
    if (id.isTextual() && !id.textValue().startsWith("#")) {
      here = absolute(base, id.textValue());
      held.add(here);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (REFERENCES.contains(member.getKey()) && member.getValue().isTextual()) {
        needed.add(absolute(here, member.getValue().textValue()));
      }
    }
    for (JsonNode child : node) {
      visit(child, here, needed, held);
    }
  }

  private static URI absolute(URI base, String reference) {
    return base.resolve(reference.replaceFirst("#.*", ""));
  }
}
