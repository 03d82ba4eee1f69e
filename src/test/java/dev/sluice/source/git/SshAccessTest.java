package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A git source over SSH, against a server that knows one key. */
@SuppressWarnings("NullAway.Init")
class SshAccessTest {
  private static final String PASSPHRASE = "open-sesame";

  private final PassingTime time = new PassingTime();
  @TempDir Path directory;
  private Git author;
  private Path knownHosts;

  @BeforeEach
  void aRepository() throws Exception {
    Path work = directory.resolve("work");
    author = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    author.add().addFilepattern(".").call();
    author.commit().setMessage("tasks").setAuthor("a", "a@b.invalid").setSign(false).call();
    knownHosts = Files.createFile(directory.resolve("known_hosts"));
  }

  @AfterEach
  void end() {
    author.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"})
  void discover_knownHostAndRightKey_reads(String type) throws Exception {
    KeyPair client = GitSshServer.newKey(type);
    try (GitSshServer server = new GitSshServer(author.getRepository(), client)) {
      Files.writeString(knownHosts, server.knownHost());

      assertThat(Sources.tasks(source(server, client, null).discover())).containsExactly("a 1.0.0");
      assertThat(server.commands).contains("git-upload-pack '/repo.git'");
    }
  }

  @ParameterizedTest
  @CsvSource({PASSPHRASE + ", true", "wrong, false", ", false"})
  void discover_encryptedKey_needsItsPassphrase(@Nullable String given, boolean right)
      throws Exception {
    KeyPair client = GitSshServer.newKey("ssh-ed25519");
    try (GitSshServer server = new GitSshServer(author.getRepository(), client)) {
      Files.writeString(knownHosts, server.knownHost());
      TaskSource source = source(server, client, PASSPHRASE, given);

      if (right) {
        assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
      } else {
        SourceException refused = failure(source);
        assertThat(refused.code()).isEqualTo("unauthorized");
        assertThat(refused).hasMessageNotContainingAny(PASSPHRASE, "wrong");
      }
    }
  }

  @Test
  void discover_otherKey_isUnauthorized() throws Exception {
    KeyPair client = GitSshServer.newKey("ssh-ed25519");
    try (GitSshServer server = new GitSshServer(author.getRepository(), client)) {
      Files.writeString(knownHosts, server.knownHost());

      SourceException refused = failure(source(server, GitSshServer.newKey("ssh-ed25519"), null));

      assertThat(refused.code()).isEqualTo("unauthorized");
      assertThat(refused).hasMessageEndingWith(" denied access");
      assertThat(server.commands).isEmpty();
    }
  }

  @Test
  void discover_unknownOrChangedHost_isRefusedAndNotAdded() throws Exception {
    KeyPair client = GitSshServer.newKey("ssh-ed25519");
    try (GitSshServer server = new GitSshServer(author.getRepository(), client)) {
      SourceException unknown = failure(source(server, client, null));
      String other = server.knownHost(GitSshServer.newKey("ssh-ed25519"));
      Files.writeString(knownHosts, other);
      SourceException changed = failure(source(server, client, null));

      assertThat(unknown.code()).isEqualTo("unknown_host");
      assertThat(changed.code()).isEqualTo("unknown_host");
      assertThat(changed).hasMessageEndingWith("is not in known-hosts with the key that it has");
      assertThat(knownHosts).hasContent(other);
      assertThat(server.commands).isEmpty();
    }
  }

  @Test
  void open_missingFiles_areNamed() {
    Map<String, String> values =
        Map.of("url", "git@host.invalid:team/tasks.git", "ssh-key", "/no/such/key");

    assertThat(catchThrowableOfType(InvalidSettingsException.class, () -> open(values)).errors())
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly("ssh-key no_such_file", "known-hosts required");
  }

  private TaskSource source(GitSshServer server, KeyPair key, @Nullable String passphrase)
      throws Exception {
    return source(server, key, passphrase, passphrase);
  }

  private TaskSource source(
      GitSshServer server, KeyPair key, @Nullable String passphrase, @Nullable String given)
      throws Exception {
    Path file = GitSshServer.write(key, passphrase, directory.resolve("key"));
    Map<String, String> values = new HashMap<>();
    values.put("url", server.url());
    values.put("ssh-key", file.toString());
    values.put("known-hosts", knownHosts.toString());
    if (given != null) {
      values.put("ssh-passphrase", given);
    }
    return open(values);
  }

  private TaskSource open(Map<String, String> values) {
    return Sources.open("git", values, Sources.context(time, time, directory.resolve("cache")));
  }

  private static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }
}
