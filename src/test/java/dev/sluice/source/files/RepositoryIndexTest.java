package dev.sluice.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Discovery;
import dev.sluice.source.Sources;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The index files of a repository of tasks. */
class RepositoryIndexTest extends TaskDirectory {

  @Test
  void discover_indexAndPatterns_completeAndSelectTasks() throws Exception {
    TaskFolder.empty(root)
        .with(
            ".ratchet/registry.yaml",
            "discovery:\n"
                + "  include_patterns: ['tasks/**']\n"
                + "  exclude_patterns: ['**/old/**', '**/*.zip']\n")
        .with(
            ".ratchet/index.json",
            "{\"tasks\": [{\"name\": \"indexed\", \"version\": \"7.0.0\", \"path\": \"tasks/a\"},"
                + " {\"name\": \"b\", \"path\": \"../../etc\"}, {\"path\": \"tasks/none\"}]}");
    TaskFolder.addition(root.resolve("tasks/a")).with("metadata.json", "{\"version\": \"1.0.0\"}");
    TaskFolder.named(root.resolve("tasks/old/b"), "b", "1.0.0");
    TaskFolder.named(root.resolve("other/c"), "c", "1.0.0");
    Files.write(root.resolve("tasks/d.zip"), zip("d", "1.0.0"));
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("indexed 1.0.0");
    assertThat(Sources.broken(found)).containsExactly(".ratchet/index.json outside_source");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          index.json    | []                                       | index.json wrong_type
          index.json    | {"tasks": 5}                             | index.json wrong_type
          index.json    | {"tasks": [5]}                           | index.json required
          index.json    | {"tasks": [{"name": "x"}]}               | index.json required
          index.json    | {"tasks": [{"path": "a\\u0000b"}]}     | index.json invalid_path
          registry.yaml | discovery: {include_patterns: tasks}     | registry.yaml wrong_type
          registry.yaml | discovery: {exclude_patterns: {a: b}}    | registry.yaml wrong_type
          registry.yaml | [a]                                      | registry.yaml wrong_type
          """)
  void discover_indexOfWrongShape_isReportedBesideTasks(String file, String content, String broken)
      throws Exception {
    TaskFolder.addition(root.resolve("a"));
    TaskFolder.empty(root).with(".ratchet/" + file, content);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.broken(found)).containsExactly(".ratchet/" + broken);
    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
  }

  @Test
  void discover_invalidIndexEntry_breaksItsTaskOnly() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.empty(root.resolve("b")).with("metadata.json", "{}").with("main.js", "x");
    TaskFolder.empty(root)
        .with(
            ".ratchet/index.json",
            "{\"tasks\": [{\"path\": \"b\", \"name\": \"b/c\", \"version\": \"latest\"}]}");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
    assertThat(Sources.broken(found)).containsExactly("b invalid_name");
  }

  @Test
  void discover_malformedIndex_isReportedBesideTasks() throws Exception {
    TaskFolder.addition(root.resolve("a"));
    TaskFolder.empty(root)
        .with(".ratchet/index.json", "{")
        .with(".ratchet/registry.yaml", "discovery:\n  include_patterns: ['[']\n");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.broken(found))
        .containsExactlyInAnyOrder(
            ".ratchet/index.json malformed_json", ".ratchet/registry.yaml invalid_glob");
    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
  }
}
