package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.FakeRegistry;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials of a git source, against a server that requires them. */
class GitAccessTest {
  private static final String SECRET = "open-sesame";

  @AutoClose private final TaskRepository tasks;

  GitAccessTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
    tasks.a("1.0.0");
    tasks.commit();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void discover_rightPassword_reads(String shallow) throws Exception {
    try (GitServer server = server("ali")) {
      TaskSource source =
          tasks.sourceAt(server.url(), "username", "ali", "password", SECRET, "shallow", shallow);

      assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
    }
  }

  @Test
  void discover_token_isSentAsPassword() throws Exception {
    try (GitServer server = server("token")) {
      TaskSource source = tasks.sourceAt(server.url(), "token", SECRET);

      assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"ali, wrong", "qasim, open-sesame"})
  void discover_wrongPassword_failsWithoutShowingIt(String user, String password) throws Exception {
    try (GitServer server = server("ali")) {
      SourceException refused =
          failure(tasks.sourceAt(server.url(), "username", user, "password", password));

      assertThat(refused.code()).isEqualTo("unauthorized");
      assertThat(refused).hasMessageNotContainingAny("wrong", SECRET);
      assertThat(server.shown).hasSizeLessThan(20).last().asString().startsWith("Basic ");
    }
  }

  @Test
  void discover_noCredentials_fails() throws Exception {
    try (GitServer server = server("ali")) {
      assertThat(failure(tasks.sourceAt(server.url())).code()).isEqualTo("unauthorized");
      assertThat(server.shown).containsOnly("");
    }
  }

  @Test
  void discover_redirectToOtherServer_withholdsPassword() throws Exception {
    try (GitServer other = server("ali");
        FakeRegistry server = new FakeRegistry()) {
      String refs = "/info/refs?service=git-upload-pack";
      server.at("/repo.git" + refs, Reply.of(302, "", "Location", other.url() + refs));

      SourceException refused =
          failure(
              tasks.sourceAt(server.url() + "/repo.git", "username", "ali", "password", SECRET));

      assertThat(refused.code()).isIn("unauthorized", "unreachable");
      assertThat(other.shown).isNotEmpty().containsOnly("");
    }
  }

  private GitServer server(String user) throws Exception {
    return new GitServer(tasks.repository(), user, SECRET);
  }
}
