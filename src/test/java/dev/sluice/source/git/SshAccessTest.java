package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A git source over SSH, against a server that knows one key. */
class SshAccessTest {
  private static final String PASSPHRASE = "open-sesame";

  @AutoClose private final TaskRepository tasks;
  private final Path knownHosts;

  SshAccessTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
    tasks.a("1.0.0");
    tasks.commit();
    knownHosts = Files.createFile(directory.resolve("known_hosts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"})
  void discover_knownHostAndRightKey_reads(String type) throws Exception {
    KeyPair client = GitSshServer.newKey(type);
    try (GitSshServer server = new GitSshServer(tasks.repository(), client)) {
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
    try (GitSshServer server = new GitSshServer(tasks.repository(), client)) {
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
    try (GitSshServer server = new GitSshServer(tasks.repository(), client)) {
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
    try (GitSshServer server = new GitSshServer(tasks.repository(), client)) {
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

    assertThat(tasks.errors(values))
        .containsExactly("ssh-key no_such_file", "known-hosts required");
  }

  private TaskSource source(GitSshServer server, KeyPair key, @Nullable String passphrase)
      throws Exception {
    return source(server, key, passphrase, passphrase);
  }

  private TaskSource source(
      GitSshServer server, KeyPair key, @Nullable String passphrase, @Nullable String given)
      throws Exception {
    Path file = GitSshServer.write(key, passphrase, tasks.directory.resolve("key"));
    Map<String, String> values =
        Sources.settings(
            server.url(), "ssh-key", file.toString(), "known-hosts", knownHosts.toString());
    if (given != null) {
      values.put("ssh-passphrase", given);
    }
    return tasks.open(values);
  }
}
