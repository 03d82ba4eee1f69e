package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Discovery;
import dev.sluice.source.FakeRegistry;
import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Timers;
import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
  private static final String REFS = "/repo.git/info/refs?service=git-upload-pack";
  private static final Instant COMMITTED = Instant.parse("2026-02-03T04:05:06Z");

  private final PassingTime time = new PassingTime();
  @TempDir Path directory;
  private Git git;
  private Path work;

  @BeforeEach
  void aRepository() throws Exception {
    work = directory.resolve("work");
    git = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
    git.getRepository().getConfig().setBoolean("commit", null, "gpgsign", false);
  }

  @AfterEach
  void end() {
    git.close();
  }

  @Test
  void discover_noRevision_readsDefaultBranch() throws Exception {
    TaskFolder.named(work.resolve("tasks/a"), "a", "1.0.0");
    commit();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo("tasks/a");
    Report report = found.tasks().get(0).loader().load();
    assertThat(Objects.requireNonNull(report.bundle()).digest())
        .isEqualTo(found.tasks().get(0).digest());
  }

  @Test
  void discover_branchTagOrCommit_readsThatRevision() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    RevCommit first = commit();
    git.tag().setName("light").setAnnotated(false).call();
    git.tag().setName("v1").setAnnotated(true).setMessage("v1").call();
    git.branchCreate().setName("old").call();
    TaskFolder.named(work.resolve("a"), "a", "2.0.0");
    commit();

    assertThat(Sources.tasks(source("branch", "main").discover())).containsExactly("a 2.0.0");
    for (String[] old :
        new String[][] {
          {"branch", "old"}, {"tag", "light"}, {"tag", "v1"}, {"commit", first.name()}
        }) {
      assertThat(Sources.tasks(source(old).discover())).containsExactly("a 1.0.0");
      assertThat(Sources.tasks(source(old[0], old[1], "shallow", "false").discover()))
          .containsExactly("a 1.0.0");
    }
  }

  @Test
  void discover_subdirectory_readsBelowItOnly() throws Exception {
    TaskFolder.named(work.resolve("here/a"), "a", "1.0.0");
    TaskFolder.named(work.resolve("there/b"), "b", "1.0.0");
    commit();

    assertThat(Sources.tasks(source("subdirectory", "here").discover())).containsExactly("a 1.0.0");
    assertThat(failure(source("subdirectory", "nowhere")).code()).isEqualTo("missing");
  }

  @Test
  void discover_shallow_fetchesNoHistory() throws Exception {
    for (int i = 0; i < 5; i++) {
      TaskFolder.named(work.resolve("a"), "a", "1.0." + i);
      commit();
    }

    source().discover();

    try (Git copy = Git.open(objects().toFile())) {
      assertThat(copy.log().add(copy.getRepository().resolve("refs/sluice/source")).call())
          .hasSize(1);
    }
  }

  @Test
  void discover_sameCommit_isNotReadAgain() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    TaskSource source = source();

    Discovery first = source.discover();

    assertThat(source.discover()).isSameAs(first);
  }

  @Test
  void discover_newCommit_hasItsTasksOnly() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    TaskFolder.named(work.resolve("b"), "b", "1.0.0");
    commit();
    TaskSource source = source();
    source.discover();

    TaskFolder.named(work.resolve("c"), "c", "1.0.0");
    git.rm().addFilepattern("a").call();
    commit();

    assertThat(Sources.tasks(source.discover())).containsExactly("b 1.0.0", "c 1.0.0");
  }

  @Test
  void discover_rewrittenHistory_isFollowed() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    TaskSource source = source();
    source.discover();

    TaskFolder.named(work.resolve("a"), "a", "9.0.0");
    git.add().addFilepattern(".").call();
    git.commit().setAmend(true).setMessage("other").setSign(false).call();

    assertThat(Sources.tasks(source.discover())).containsExactly("a 9.0.0");
  }

  @Test
  void discover_damagedCopy_isReplaced() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    source().discover();
    damage(objects());

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_changedCopy_isRestored() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    source().discover();
    Path script = directory.resolve("cache/test/files/a/main.js");
    Files.delete(script);
    Files.writeString(script.resolveSibling("extra.js"), "not in the commit");

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
    assertThat(script).exists();
    assertThat(script.resolveSibling("extra.js")).doesNotExist();
  }

  @Test
  void discover_lockLeftBehind_copyIsReplaced() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    source().discover();
    Files.createFile(objects().resolve("index.lock"));

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>hello</html>",
        "",
        "001e# service=git-upload-pack\n0000garbage",
        "0000",
        "ffff"
      })
  void discover_malformedAnswer_fails(String body) throws Exception {
    try (FakeRegistry server = new FakeRegistry()) {
      for (String type : List.of("text/html", "application/x-git-upload-pack-advertisement")) {
        server.at(REFS, FakeRegistry.Reply.of(200, body, "Content-Type", type));

        assertThat(failure(source("url", server.url() + "/repo.git")).code())
            .isIn("unreachable", "malformed_answer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "ext::sh -c id", "ftp://x.invalid/repo.git", "/repo.git"})
  void discover_redirectToOtherScheme_isRefused(String location) throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    String target = location.equals("file:///etc") ? work.toUri().toString() : location;
    try (FakeRegistry server = new FakeRegistry()) {
      server.at(
          REFS,
          FakeRegistry.Reply.of(
              302, "", "Location", target + "/info/refs?service=git-upload-pack"));

      assertThat(failure(source("url", server.url() + "/repo.git")).code())
          .isEqualTo("unreachable");
      assertThat(server.requests).hasSizeLessThan(20);
    }
  }

  @Test
  void watch_pollInterval_callsUntilClosed() {
    ManualTimers timers = new ManualTimers();
    TaskSource source =
        Sources.open(
            "git",
            Map.of("url", work.toString(), "poll-interval", "10s"),
            Sources.context(time, timers, directory.resolve("cache")));
    int[] calls = {0};
    Runnable endWatching = source.watch(() -> calls[0]++);

    timers.advance(Duration.ofSeconds(25));
    endWatching.run();
    timers.advance(Duration.ofHours(1));

    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void discover_repositoryGone_fails() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    TaskSource source = source();
    source.discover();

    Files.move(work, directory.resolve("away"));

    assertThat(failure(source).code()).isEqualTo("unreachable");
  }

  @ParameterizedTest
  @CsvSource({"branch,none", "tag,none"})
  void discover_unknownRevision_fails(String kind, String name) throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();

    assertThat(failure(source(kind, name)).code()).isEqualTo("no_such_revision");
  }

  @Test
  void discover_unknownCommit_fails() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();

    assertThat(failure(source("commit", "0123456789012345678901234567890123456789")).code())
        .isEqualTo("no_such_revision");
  }

  @Test
  void open_branchOrTagThatIsNotAllowed_isNamed() {
    for (String kind : List.of("branch", "tag")) {
      Map<String, String> values =
          Map.of("url", "/repo", kind, "feature/x", "allowed-refs", "main, v*");

      List<FieldError> errors =
          catchThrowableOfType(InvalidSettingsException.class, () -> open(values)).errors();

      assertThat(errors)
          .containsExactly(
              new FieldError(kind, "ref_not_allowed", "must be one of allowed-refs, main, v*"));
    }
  }

  @Test
  void discover_defaultBranch_mustBeAllowed() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();

    assertThat(Sources.tasks(source("allowed-refs", "main").discover())).containsExactly("a 1.0.0");
    SourceException refused = failure(source("allowed-refs", "release/*"));
    assertThat(refused.code()).isEqualTo("ref_not_allowed");
    assertThat(refused).hasMessage("refs/heads/main is not one of the allowed-refs, release/*");
  }

  @Test
  void discover_commit_mustBeInTheHistoryOfAnAllowedRef() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    RevCommit released = commit();
    git.tag().setName("v1").setAnnotated(true).setMessage("v1").setSigned(false).call();
    TaskFolder.named(work.resolve("a"), "a", "2.0.0");
    RevCommit later = commit();

    assertThat(
            Sources.tasks(
                source("commit", released.name(), "allowed-refs", "refs/tags/v*").discover()))
        .containsExactly("a 1.0.0");
    SourceException refused =
        failure(source("commit", later.name(), "allowed-refs", "refs/tags/v*"));
    assertThat(refused.code()).isEqualTo("ref_not_allowed");
    assertThat(refused).hasMessageStartingWith(later.name() + " is not in the history of one of");
  }

  @Test
  void discover_packAboveTheSize_isRefused() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    for (int i = 0; i < 10; i++) {
      byte[] random = new byte[20_000];
      new java.util.SplittableRandom(i).nextBytes(random);
      Files.write(work.resolve("noise" + i), random);
    }
    commit();

    SourceException refused = failure(source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("sent more than 102400 bytes");
    assertThat(directory.resolve("cache/test/files/a")).doesNotExist();
    assertThat(Sources.tasks(source("max-size", "300KB").discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_objectAboveTheSize_isRefused() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    Files.write(work.resolve("zeros"), new byte[1 << 20]);
    commit();

    SourceException refused = failure(source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("has an object of more than 102400 bytes");
  }

  /** Each file compresses to nearly nothing, so the pack is small. */
  @Test
  void discover_filesAboveTheSize_areNotWritten() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    for (int i = 0; i < 4; i++) {
      byte[] zeros = new byte[50_000];
      zeros[0] = (byte) i;
      Files.write(work.resolve("zeros" + i), zeros);
    }
    commit();

    SourceException refused = failure(source("max-size", "100KB"));

    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(refused).hasMessageContaining("the files of ");
    assertThat(directory.resolve("cache/test/files/a")).doesNotExist();
  }

  @Test
  void discover_fetchThatTakesTooLong_isCutOff() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    commit();
    Timers slow =
        new Timers() {
          private long now;

          @Override
          public Runnable after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
          }

          @Override
          public long nanoTime() {
            now += Duration.ofSeconds(2).toNanos();
            return now;
          }
        };
    TaskSource source =
        Sources.open(
            "git",
            Map.of("url", work.toString(), "timeout", "1s"),
            Sources.context(time, slow, directory.resolve("cache")));

    assertThat(failure(source).code()).isEqualTo("timeout");
  }

  @Test
  void discover_emptyRepository_fails() {
    assertThat(failure(source()).code()).isEqualTo("no_such_revision");
  }

  @Test
  void discover_linkOutOfRepository_isBroken() throws Exception {
    TaskFolder.named(work.resolve("a"), "a", "1.0.0").without("main.js");
    Files.createSymbolicLink(work.resolve("a/main.js"), Path.of("/etc/hostname"));
    TaskFolder.named(work.resolve("b"), "b", "1.0.0").without("main.js");
    Files.createSymbolicLink(work.resolve("b/main.js"), Path.of("../../objects/config"));
    commit();

    Discovery found = source().discover();

    assertThat(found.tasks()).isEmpty();
    assertThat(Sources.broken(found)).containsExactly("a outside_source", "b outside_source");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          url          | -                 | required
          url          | ssh://u:p@x/y     | invalid_url
          url          | ssh://x           | invalid_url
          ssh-key      | /k                | unknown_field
          url          | ext::sh -c id     | invalid_url
          url          | http://u:p@x/y    | invalid_url
          url          | relative/path     | invalid_url
          commit       | abc               | invalid_revision
          branch       | -x                | invalid_revision
          tag          | a b               | invalid_revision
          subdirectory | ../x              | invalid_path
          subdirectory | /x                | invalid_path
          subdirectory | .git              | invalid_path
          password     | p                 | required
          allowed-refs | v[                | invalid_pattern
          allowed-refs | ,                 | invalid_pattern
          max-size     | much              | invalid_size
          timeout      | 0                 | out_of_range
          """)
  void open_invalidSetting_isNamed(String field, @Nullable String value, String code) {
    Map<String, String> values = new HashMap<>(Map.of("url", "/repo"));
    if (value == null) {
      values.remove(field);
    } else {
      values.put(field, value);
    }

    List<FieldError> errors =
        catchThrowableOfType(InvalidSettingsException.class, () -> open(values)).errors();

    assertThat(errors)
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(field + " " + code);
  }

  private TaskSource source(String... values) {
    Map<String, String> settings = new HashMap<>(Map.of("url", work.toString()));
    for (int i = 0; i < values.length; i += 2) {
      settings.put(values[i], values[i + 1]);
    }
    return open(settings);
  }

  private TaskSource open(Map<String, String> values) {
    return Sources.open("git", values, Sources.context(time, time, directory.resolve("cache")));
  }

  private Path objects() {
    return directory.resolve("cache/test/objects");
  }

  private RevCommit commit() throws Exception {
    git.add().addFilepattern(".").call();
    PersonIdent author =
        new PersonIdent("author", "author@example.invalid", COMMITTED, java.time.ZoneOffset.UTC);
    return git.commit()
        .setMessage("tasks")
        .setAuthor(author)
        .setCommitter(author)
        .setSign(false)
        .call();
  }

  private static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }

  /** Overwrites every object. */
  private static void damage(Path objects) throws IOException {
    try (Stream<Path> files = Files.walk(objects.resolve("objects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(
            file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    Files.deleteIfExists(objects.resolve("index"));
  }
}
