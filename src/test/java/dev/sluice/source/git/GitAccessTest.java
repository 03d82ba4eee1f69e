package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.FakeRegistry;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials of a git source, against a server that requires them. */
@SuppressWarnings("NullAway.Init")
class GitAccessTest {
  private static final String SECRET = "open-sesame";

  private final PassingTime time = new PassingTime();
  @TempDir Path directory;
  private Git author;

  @BeforeEach
  void aRepository() throws Exception {
    Path work = directory.resolve("work");
    author = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    author.add().addFilepattern(".").call();
    author
        .commit()
        .setMessage("tasks")
        .setAuthor("author", "author@example.invalid")
        .setCommitter("author", "author@example.invalid")
        .setSign(false)
        .call();
  }

  @AfterEach
  void end() {
    author.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void discover_rightPassword_reads(String shallow) throws Exception {
    try (GitServer server = server("ali")) {
      TaskSource source =
          source(server.url(), "username", "ali", "password", SECRET, "shallow", shallow);

      assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
    }
  }

  @Test
  void discover_token_isSentAsPassword() throws Exception {
    try (GitServer server = server("token")) {
      TaskSource source = source(server.url(), "token", SECRET);

      assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"ali, wrong", "qasim, open-sesame"})
  void discover_wrongPassword_failsWithoutShowingIt(String user, String password) throws Exception {
    try (GitServer server = server("ali")) {
      SourceException refused =
          failure(source(server.url(), "username", user, "password", password));

      assertThat(refused.code()).isEqualTo("unauthorized");
      assertThat(refused).hasMessageNotContainingAny("wrong", SECRET);
      assertThat(server.shown).hasSizeLessThan(20).last().asString().startsWith("Basic ");
    }
  }

  @Test
  void discover_noCredentials_fails() throws Exception {
    try (GitServer server = server("ali")) {
      assertThat(failure(source(server.url())).code()).isEqualTo("unauthorized");
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
          failure(source(server.url() + "/repo.git", "username", "ali", "password", SECRET));

      assertThat(refused.code()).isIn("unauthorized", "unreachable");
      assertThat(other.shown).isNotEmpty().containsOnly("");
    }
  }

  private GitServer server(String user) throws Exception {
    return new GitServer(author.getRepository(), user, SECRET);
  }

  private TaskSource source(String url, String... values) {
    Map<String, String> settings = new HashMap<>(Map.of("url", url));
    for (int i = 0; i < values.length; i += 2) {
      settings.put(values[i], values[i + 1]);
    }
    return Sources.open("git", settings, Sources.context(time, time, directory.resolve("cache")));
  }

  private static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }
}
