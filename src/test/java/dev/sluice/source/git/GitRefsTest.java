package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The branch, tag or commit that a git source reads, and the refs that it is allowed to read. */
class GitRefsTest {
  @AutoClose private final TaskRepository tasks;

  GitRefsTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
  }

  @Test
  void discover_branchTagOrCommit_readsThatRevision() throws Exception {
    tasks.a("1.0.0");
    RevCommit first = tasks.commit();
    tasks.git.tag().setName("light").setAnnotated(false).call();
    tasks.git.tag().setName("v1").setAnnotated(true).setMessage("v1").call();
    tasks.git.branchCreate().setName("old").call();
    tasks.a("2.0.0");
    tasks.commit();

    assertThat(Sources.tasks(tasks.source("branch", "main").discover())).containsExactly("a 2.0.0");
    for (String[] old :
        new String[][] {
          {"branch", "old"}, {"tag", "light"}, {"tag", "v1"}, {"commit", first.name()}
        }) {
      assertThat(Sources.tasks(tasks.source(old).discover())).containsExactly("a 1.0.0");
      assertThat(Sources.tasks(tasks.source(old[0], old[1], "shallow", "false").discover()))
          .containsExactly("a 1.0.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"branch,none", "tag,none"})
  void discover_unknownRevision_fails(String kind, String name) throws Exception {
    tasks.a("1.0.0");
    tasks.commit();

    assertThat(failure(tasks.source(kind, name)).code()).isEqualTo("no_such_revision");
  }

  @Test
  void discover_unknownCommit_fails() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();

    assertThat(failure(tasks.source("commit", "0123456789012345678901234567890123456789")).code())
        .isEqualTo("no_such_revision");
  }

  @Test
  void discover_emptyRepository_fails() {
    assertThat(failure(tasks.source()).code()).isEqualTo("no_such_revision");
  }

  @Test
  void open_branchOrTagThatIsNotAllowed_isNamed() {
    for (String kind : List.of("branch", "tag")) {
      Map<String, String> values =
          Map.of("url", "/repo", kind, "feature/x", "allowed-refs", "main, v*");

      List<FieldError> errors =
          catchThrowableOfType(InvalidSettingsException.class, () -> tasks.open(values)).errors();

      assertThat(errors)
          .containsExactly(
              new FieldError(kind, "ref_not_allowed", "must be one of allowed-refs, main, v*"));
    }
  }

  @Test
  void discover_defaultBranch_mustBeAllowed() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();

    assertThat(Sources.tasks(tasks.source("allowed-refs", "main").discover()))
        .containsExactly("a 1.0.0");
    SourceException refused = failure(tasks.source("allowed-refs", "release/*"));
    assertThat(refused.code()).isEqualTo("ref_not_allowed");
    assertThat(refused).hasMessage("refs/heads/main is not one of the allowed-refs, release/*");
  }

  @Test
  void discover_commit_mustBeInTheHistoryOfAnAllowedRef() throws Exception {
    tasks.a("1.0.0");
    RevCommit released = tasks.commit();
    tasks.git.tag().setName("v1").setAnnotated(true).setMessage("v1").setSigned(false).call();
    tasks.a("2.0.0");
    RevCommit later = tasks.commit();

    assertThat(
            Sources.tasks(
                tasks.source("commit", released.name(), "allowed-refs", "refs/tags/v*").discover()))
        .containsExactly("a 1.0.0");
    SourceException refused =
        failure(tasks.source("commit", later.name(), "allowed-refs", "refs/tags/v*"));
    assertThat(refused.code()).isEqualTo("ref_not_allowed");
    assertThat(refused).hasMessageStartingWith(later.name() + " is not in the history of one of");
  }
}
