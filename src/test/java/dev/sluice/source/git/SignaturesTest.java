package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.eclipse.jgit.api.CommitCommand;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.api.errors.UnsupportedSigningFormatException;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.Signer;
import org.eclipse.jgit.signing.ssh.SshSignerFactory;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits and tags that are signed, or not, with keys that a source trusts, or not. */
class SignaturesTest {
  private final KeyPair ours = GitSshServer.newKey("ssh-ed25519");
  private final KeyPair other = GitSshServer.newKey("ssh-ed25519");
  @AutoClose private final TaskRepository tasks;
  private final Path allowed;

  SignaturesTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
    tasks.repository().getConfig().setString("gpg", null, "format", "ssh");
    tasks.a("1.0.0");
    allowed = Files.writeString(directory.resolve("allowed_signers"), "# ours\n" + line(ours));
  }

  private static String line(KeyPair key) {
    return TaskRepository.AUTHOR + " " + PublicKeyEntry.toString(key.getPublic()) + "\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"})
  void discover_commitOfAllowedSigner_isRead(String type) throws Exception {
    KeyPair key = GitSshServer.newKey(type);
    Files.writeString(allowed, line(key));
    commit(key);

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_commitOfAnotherSigner_isRefusedBeforeItIsCheckedOut() throws Exception {
    commit(other);

    SourceException refused = failure(source());

    assertThat(refused.code()).isEqualTo("not_signed");
    assertThat(refused).hasMessageContaining("the commit is signed by SHA256:");
    assertThat(tasks.files().resolve("a")).doesNotExist();
  }

  @Test
  void discover_namedCommitThatIsThere_needsNoServer() throws Exception {
    commit(ours);
    String commit = tasks.repository().resolve("HEAD").name();
    source("commit", commit).discover();
    Files.move(tasks.work, tasks.directory.resolve("away"));

    assertThat(Sources.tasks(source("commit", commit).discover())).containsExactly("a 1.0.0");
    Files.writeString(allowed, line(other));
    assertThat(failure(source("commit", commit)).code())
        .as("the signature is checked again")
        .isEqualTo("not_signed");
  }

  @Test
  void discover_unsignedCommit_isRefused() throws Exception {
    commit(null);

    assertThat(failure(source())).hasMessageEndingWith("signature: the commit is not signed");
    assertThat(Sources.tasks(tasks.source("verify-signatures", "false").discover()))
        .containsExactly("a 1.0.0");
  }

  @Test
  void discover_commitThatWasChanged_isRefused() throws Exception {
    tasks.commitCommand().setSign(true).setSigner(new Forging()).setSigningKey(key(ours)).call();

    assertThat(failure(source()).code()).isEqualTo("not_signed");
  }

  @Test
  void discover_openPgpSignature_saysThatItIsNotChecked() throws Exception {
    tasks.commitCommand().setSign(true).setSigner(new OpenPgp()).call();

    assertThat(failure(source())).hasMessageEndingWith("the commit is not signed with an SSH key");
  }

  @Test
  void discover_signedTagOfUnsignedCommit_isRead() throws Exception {
    commit(null);
    tag("signed", ours);
    tag("foreign", other);
    tag("bare", null);

    assertThat(Sources.tasks(source("tag", "signed").discover())).containsExactly("a 1.0.0");
    assertThat(failure(source("tag", "foreign"))).hasMessageContaining("the tag is signed by SHA");
    assertThat(failure(source("tag", "bare")))
        .hasMessageEndingWith("the tag is not signed; the commit is not signed");
    assertThat(failure(source()))
        .as("a tag that was read earlier says nothing about the branch")
        .hasMessageEndingWith("signature: the commit is not signed");
  }

  @Test
  void open_noSigners_isNamed() {
    Map<String, String> without = Map.of("url", "/r", "verify-signatures", "true");
    Map<String, String> idle = Map.of("url", "/r", "allowed-signers", allowed.toString());

    assertThat(tasks.errors(without)).containsExactly("allowed-signers required");
    assertThat(tasks.errors(idle)).containsExactly("verify-signatures required");
  }

  private void commit(@Nullable KeyPair key) throws Exception {
    CommitCommand commit = tasks.commitCommand().setSign(key != null);
    if (key != null) {
      commit.setSigner(new SshSignerFactory().create()).setSigningKey(key(key));
    }
    commit.call();
  }

  private void tag(String name, @Nullable KeyPair key) throws Exception {
    var tag =
        tasks.git.tag().setName(name).setAnnotated(true).setMessage(name).setSigned(key != null);
    if (key != null) {
      tag.setSigner(new SshSignerFactory().create()).setSigningKey(key(key));
    }
    tag.call();
  }

  /** The file of a private key, with its public key beside it. */
  private String key(KeyPair key) throws Exception {
    Path file = tasks.directory.resolve("key-" + key.hashCode());
    Files.writeString(Path.of(file + ".pub"), PublicKeyEntry.toString(key.getPublic()) + " test\n");
    return GitSshServer.write(key, null, file).toString();
  }

  private TaskSource source(String... values) {
    Map<String, String> settings = Sources.settings(tasks.work.toString(), values);
    settings.put("verify-signatures", "true");
    settings.put("allowed-signers", allowed.toString());
    return tasks.open(settings);
  }

  /** Signs other bytes than those of the commit. */
  private static final class Forging extends AnyKey {
    private final Signer signer = new SshSignerFactory().create();

    @Override
    public GpgSignature sign(
        Repository repository,
        GpgConfig config,
        byte[] data,
        PersonIdent committer,
        String key,
        CredentialsProvider provider)
        throws CanceledException, IOException, UnsupportedSigningFormatException {
      return signer.sign(repository, config, new byte[] {1}, committer, key, provider);
    }
  }

  /** Adds the armor of an OpenPGP signature. */
  private static final class OpenPgp extends AnyKey {
    @Override
    public GpgSignature sign(
        Repository repository,
        GpgConfig config,
        byte[] data,
        PersonIdent committer,
        String key,
        CredentialsProvider provider) {
      String armor = "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n";
      return new GpgSignature(armor.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private abstract static class AnyKey implements Signer {
    @Override
    public boolean canLocateSigningKey(
        Repository repository,
        GpgConfig config,
        PersonIdent committer,
        String key,
        CredentialsProvider provider) {
      return true;
    }
  }
}
