package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.Zips;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.SourceStatus.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesystemSourceTest {
  private final PassingTime time = new PassingTime();
  @TempDir Path root;

  @Test
  void findsTasksInDirectoriesAndZipsHoweverDeep() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("x/y/b"), "b", "1.0.0");
    Files.write(root.resolve("x/c.zip"), zip("c", "2.0.0"));
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0", "c 2.0.0", "b 1.0.0");
    assertThat(found.tasks())
        .extracting(DiscoveredTask::location)
        .containsExactly("a", "x/c.zip", "x/y/b");
    assertThat(found.broken()).isEmpty();
    for (DiscoveredTask task : found.tasks()) {
      Report report = task.load();
      assertThat(Objects.requireNonNull(report.bundle()).digest()).isEqualTo(task.digest());
    }
  }

  @Test
  void withoutRecursionLooksOneLevelDown() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("x/b"), "b", "1.0.0");
    settled();

    assertThat(Sources.tasks(source("recursive", "false").discover())).containsExactly("a 1.0.0");
  }

  @Test
  void mayBeOneTask() throws Exception {
    TaskFolder.addition(root);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo(".");
  }

  @Test
  void mayBeOneZip() throws Exception {
    Path zip = Files.write(root.resolve("c.zip"), zip("c", "2.0.0"));
    settled();

    assertThat(Sources.tasks(source("path", zip.toString()).discover())).containsExactly("c 2.0.0");
  }

  @Test
  void doesNotLookIntoTasksHiddenDirectoriesAndModules() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("a/examples"), "b", "1.0.0");
    TaskFolder.named(root.resolve(".git/c"), "c", "1.0.0");
    TaskFolder.named(root.resolve("node_modules/d"), "d", "1.0.0");
    settled();

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void aBrokenTaskIsToldAndStopsNoOther() throws Exception {
    TaskFolder.named(root.resolve("good"), "good", "1.0.0");
    TaskFolder.named(root.resolve("slash"), "a/b", "1.0.0");
    TaskFolder.addition(root.resolve("cut")).with("metadata.json", "{");
    TaskFolder.addition(root.resolve("scriptless")).without("main.js");
    Files.write(root.resolve("bad.zip"), new byte[10]);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("good 1.0.0");
    assertThat(Sources.broken(found))
        .containsExactly(
            "bad.zip malformed_zip",
            "cut malformed_json",
            "scriptless missing_file",
            "slash invalid_name");
  }

  @Test
  void oneVersionInTwoPlacesIsOneTask() throws Exception {
    TaskFolder.addition(root.resolve("a"));
    TaskFolder.addition(root.resolve("b"));
    TaskFolder.addition(root.resolve("c")).with("main.js", "other");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo("a");
    assertThat(Sources.broken(found)).containsExactly("c duplicate_version");
  }

  @Test
  void whatDidNotChangeIsNotReadAgain() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    // Other content behind the same time, size and inode, which no reader could miss.
    Path script = task.path().resolve("main.js");
    FileTime modified = Files.getLastModifiedTime(script);
    Files.writeString(script, "x".repeat((int) Files.size(script)));
    Files.setLastModifiedTime(script, modified);
    Discovery second = source.discover();

    assertThat(second.tasks().get(0)).isSameAs(first.tasks().get(0));
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
  }

  @Test
  void whatChangedHasAnotherDigestAndFingerprint() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    task.with("main.js", "other");
    settled();
    Discovery second = source.discover();

    assertThat(second.tasks().get(0).digest()).isNotEqualTo(first.tasks().get(0).digest());
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(source().discover().fingerprint()).isEqualTo(second.fingerprint());
  }

  @Test
  void whatIsDeletedIsGone() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    Path zip = Files.write(root.resolve("c.zip"), zip("c", "2.0.0"));
    settled();
    TaskSource source = source();
    source.discover();

    Files.delete(zip);

    assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
  }

  @Test
  void aTaskThatBreaksIsStillHeldAsItWas() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    task.with("metadata.json", "{");
    settled();
    Discovery second = source.discover();

    assertThat(second.tasks()).isEqualTo(first.tasks());
    assertThat(Sources.broken(second)).containsExactly("a malformed_json");
  }

  @Test
  void whatIsHalfWrittenIsLookedAtAgainBeforeItIsTold() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a")).with("metadata.json", "{\"name\":");
    writtenAt(time.instant());
    time.meanwhile(
        () -> {
          task.with("metadata.json", TaskFolder.METADATA);
          writtenAt(time.instant().minusSeconds(1));
        });

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.broken()).isEmpty();
    assertThat(time.waits).containsExactly(Duration.ofMillis(200));
  }

  /**
   * A script that is saved a moment before its metadata must not be seen as a change of its own.
   */
  @Test
  void whatChangedAMomentAgoIsLookedAtAgain() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a")).with("main.js", "new");
    writtenAt(time.instant());
    time.meanwhile(
        () -> {
          task.with("metadata.json", "{\"name\": \"addition\", \"version\": \"1.0.1\"}");
          writtenAt(time.instant().minusSeconds(1));
        });

    assertThat(Sources.tasks(source().discover())).containsExactly("addition 1.0.1");
  }

  @Test
  void whatIsWrittenWithoutEndIsToldInTheEnd() throws Exception {
    TaskFolder.addition(root.resolve("a"));
    keepWriting(0);

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(time.waits).hasSize(4);
  }

  private void keepWriting(int times) {
    writtenAt(time.instant().plusMillis(times));
    time.meanwhile(() -> keepWriting(times + 1));
  }

  @Test
  void aLinkOutOfTheSourceIsRefused(@TempDir Path elsewhere) throws Exception {
    TaskFolder.addition(elsewhere.resolve("a"));
    Files.createSymbolicLink(root.resolve("direct"), elsewhere.resolve("a"));
    Files.createSymbolicLink(root.resolve("above"), elsewhere);
    TaskFolder.named(root.resolve("b"), "b", "1.0.0").without("main.js");
    Files.createSymbolicLink(root.resolve("b/main.js"), elsewhere.resolve("a/main.js"));
    settled();

    Discovery found = source().discover();

    assertThat(found.tasks()).isEmpty();
    assertThat(Sources.broken(found))
        .containsExactly("above outside_source", "b outside_source", "direct outside_source");
  }

  @Test
  void aLinkInACircleEnds() throws Exception {
    TaskFolder.named(root.resolve("x/a"), "a", "1.0.0");
    Files.createSymbolicLink(root.resolve("x/loop"), root);
    settled();

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  /** To root nothing is closed. */
  @Test
  void whatCannotBeLookedIntoLosesNothing() throws Exception {
    TaskFolder.named(root.resolve("x/a"), "a", "1.0.0");
    settled();
    TaskSource source = source();
    source.discover();
    Path closed = root.resolve("x");
    Assumptions.assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed));

    Discovery found = source.discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
    assertThat(Sources.broken(found)).containsExactly("x unreadable");
    assertThat(closed.toFile().setReadable(true)).isTrue();
  }

  @Test
  void aSourceThatIsNotThereLosesNothing() throws Exception {
    TaskFolder.addition(root.resolve("tasks/a"));
    settled();
    TaskSource source = source("path", root.resolve("tasks").toString());
    source.discover();

    Files.move(root.resolve("tasks"), root.resolve("away"));
    SourceException failure = catchThrowableOfType(SourceException.class, source::discover);
    SourceStatus failing = source.status();
    Files.move(root.resolve("away"), root.resolve("tasks"));
    source.discover();

    assertThat(failure.code()).isEqualTo("missing");
    assertThat(failing.health()).isEqualTo(Health.FAILING);
    assertThat(Objects.requireNonNull(failing.lastError()).code()).isEqualTo("missing");
    assertThat(failing.tasks()).isEqualTo(1);
    assertThat(source.status().health()).isEqualTo(Health.OK);
    assertThat(source.status().lastError()).isNull();
  }

  @Test
  void theIndexFillsInAndTheRegistrysPatternsChoose() throws Exception {
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

  @Test
  void theOlderFormIsATaskToo() throws Exception {
    TaskFolder.empty(root.resolve("old"))
        .with("meta.yaml", "name: old\nversion: 1.0.0\n")
        .with("task.js", "function main() {}");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("old 1.0.0");
    assertThat(found.broken()).isEmpty();
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
  void anIndexOfAnotherShapeIsToldAndStopsNothing(String file, String content, String broken)
      throws Exception {
    TaskFolder.addition(root.resolve("a"));
    TaskFolder.empty(root).with(".ratchet/" + file, content);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.broken(found)).containsExactly(".ratchet/" + broken);
    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
  }

  @Test
  void anIndexEntryOfTheWrongTypesBreaksItsTaskOnly() throws Exception {
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
  void anIndexThatIsBrokenIsToldAndStopsNothing() throws Exception {
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

  private TaskSource source(String... changed) {
    Map<String, String> values = new HashMap<>(Map.of("path", root.toString()));
    for (int i = 0; i < changed.length; i += 2) {
      values.put(changed[i], changed[i + 1]);
    }
    return Sources.open("filesystem", values, Sources.context(time, time, root.resolve(".cache")));
  }

  /** Nobody has written to anything for a while. */
  private void settled() {
    writtenAt(time.instant().minus(Duration.ofHours(1)));
  }

  private void writtenAt(Instant when) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // Told apart from what was there before by a nanosecond, as on a real disk.
        Files.setLastModifiedTime(file, FileTime.from(when.plusNanos(Files.size(file))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] zip(String name, String version) throws IOException {
    Path folder = Files.createTempDirectory(root, ".zip");
    return Zips.of(TaskFolder.named(folder, name, version).path(), "").bytes();
  }
}
