package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.KeyPasswordProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A key, over SSH. The server must be in the file of known hosts; nothing is added to that file.
 * Neither {@code ~/.ssh} nor an SSH agent takes part.
 */
final class SshAccess implements GitAccess {
  private static final String NO_PASSWORDS = "publickey";

  private final SshdSessionFactory sessions;

  private SshAccess(Path key, @Nullable String passphrase, Path knownHosts) {
    // JGit requires a home and an ~/.ssh; the settings below replace all that it would read there.
    File directory = knownHosts.toAbsolutePath().resolveSibling(".").toFile();
    sessions =
        new SshdSessionFactoryBuilder()
            .setHomeDirectory(directory)
            .setSshDirectory(directory)
            .setPreferredAuthentications(NO_PASSWORDS)
            .setConfigFile(home -> null)
            .setDefaultIdentities(home -> List.of(key))
            .setDefaultKnownHostsFiles(home -> List.of(knownHosts))
            .setKeyPasswordProvider(provider -> new Passphrase(passphrase))
            .setConnectorFactory(null)
            .build(null);
  }

  static SshAccess read(SettingsReader settings) {
    return new SshAccess(
        settings.requiredFile("ssh-key"),
        settings.text("ssh-passphrase"),
        settings.requiredFile("known-hosts"));
  }

  /** No credentials provider: JGit would ask it about unknown hosts, and refuses them without. */
  @Override
  public void prepare(TransportCommand<?, ?> command, URIish server) {
    command.setTransportConfigCallback(
        transport -> {
          if (transport instanceof SshTransport ssh) {
            ssh.setSshSessionFactory(sessions);
          }
        });
  }

  /**
   * Gives the one passphrase, once.
   *
   * @param text secret; null if the key has none
   */
  private record Passphrase(@Nullable String text) implements KeyPasswordProvider {
    @Override
    public char @Nullable [] getPassphrase(URIish key, int attempt) {
      return text == null ? null : text.toCharArray();
    }

    @Override
    public void setAttempts(int attempts) {
      // A second attempt would give the same passphrase.
    }

    @Override
    public boolean keyLoaded(URIish key, int attempt, @Nullable Exception error) {
      return false;
    }

    @Override
    public String toString() {
      return "Passphrase";
    }
  }
}
