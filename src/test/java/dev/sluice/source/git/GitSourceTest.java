package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Discovery;
import dev.sluice.source.FakeRegistry;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.ManualTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks that a git source finds, and its settings. */
class GitSourceTest {
  private static final String REFS = "/repo.git/info/refs?service=git-upload-pack";

  @AutoClose private final TaskRepository tasks;

  GitSourceTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
  }

  @Test
  void discover_noRevision_readsDefaultBranch() throws Exception {
    TaskFolder.named(tasks.work.resolve("tasks/a"), "a", "1.0.0");
    tasks.commit();

    Discovery found = tasks.source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo("tasks/a");
    Report report = found.tasks().get(0).loader().load();
    assertThat(Objects.requireNonNull(report.bundle()).digest())
        .isEqualTo(found.tasks().get(0).digest());
  }

  @Test
  void discover_subdirectory_readsBelowItOnly() throws Exception {
    TaskFolder.named(tasks.work.resolve("here/a"), "a", "1.0.0");
    TaskFolder.named(tasks.work.resolve("there/b"), "b", "1.0.0");
    tasks.commit();

    assertThat(Sources.tasks(tasks.source("subdirectory", "here").discover()))
        .containsExactly("a 1.0.0");
    assertThat(failure(tasks.source("subdirectory", "nowhere")).code()).isEqualTo("missing");
  }

  @Test
  void discover_linkOutOfRepository_isBroken() throws Exception {
    tasks.a("1.0.0").without("main.js");
    Files.createSymbolicLink(tasks.work.resolve("a/main.js"), Path.of("/etc/hostname"));
    TaskFolder.named(tasks.work.resolve("b"), "b", "1.0.0").without("main.js");
    Files.createSymbolicLink(tasks.work.resolve("b/main.js"), Path.of("../../objects/config"));
    tasks.commit();

    Discovery found = tasks.source().discover();

    assertThat(found.tasks()).isEmpty();
    assertThat(Sources.broken(found)).containsExactly("a outside_source", "b outside_source");
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

        assertThat(failure(tasks.sourceAt(server.url() + "/repo.git")).code())
            .isIn("unreachable", "malformed_answer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "ext::sh -c id", "ftp://x.invalid/repo.git", "/repo.git"})
  void discover_redirectToOtherScheme_isRefused(String location) throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    String target = location.equals("file:///etc") ? tasks.work.toUri().toString() : location;
    try (FakeRegistry server = new FakeRegistry()) {
      server.at(
          REFS,
          FakeRegistry.Reply.of(
              302, "", "Location", target + "/info/refs?service=git-upload-pack"));

      assertThat(failure(tasks.sourceAt(server.url() + "/repo.git")).code())
          .isEqualTo("unreachable");
      assertThat(server.requests).hasSizeLessThan(20);
    }
  }

  @Test
  void watch_pollInterval_callsUntilClosed() {
    ManualTimers timers = new ManualTimers();
    TaskSource source =
        tasks.open(timers, Sources.settings(tasks.work.toString(), "poll-interval", "10s"));
    int[] calls = {0};
    Runnable endWatching = source.watch(() -> calls[0]++);

    timers.advance(Duration.ofSeconds(25));
    endWatching.run();
    timers.advance(Duration.ofHours(1));

    assertThat(calls[0]).isEqualTo(2);
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
    Map<String, String> values = Sources.settings("/repo");
    if (value == null) {
      values.remove(field);
    } else {
      values.put(field, value);
    }

    assertThat(tasks.errors(values)).containsExactly(field + " " + code);
  }
}
