package dev.sluice.source.git;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** Serves a repository over SSH to the owner of one key. */
final class GitSshServer implements AutoCloseable {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final KeyPair host = newKey("ssh-ed25519");

  /** The commands that clients asked for. */
  final List<String> commands = new CopyOnWriteArrayList<>();

  GitSshServer(Repository repository, KeyPair client) throws IOException {
    server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (user, key, session) -> KeyUtils.compareKeys(key, client.getPublic()));
    server.setCommandFactory(
        (channel, command) -> {
          commands.add(command);
          return new AbstractCommandSupport(command, null) {
            @Override
            public void run() {
              try {
                new UploadPack(repository)
                    .upload(getInputStream(), getOutputStream(), getErrorStream());
                onExit(0);
              } catch (IOException e) {
                onExit(1, String.valueOf(e.getMessage()));
              }
            }
          };
        });
    server.start();
  }

  static KeyPair newKey(String type) {
    try {
      return KeyUtils.generateKeyPair(type, type.equals("ssh-rsa") ? 2048 : 256);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes a private key as ssh-keygen does. */
  static Path write(KeyPair key, @Nullable String passphrase, Path file) throws Exception {
    OpenSSHKeyEncryptionContext encryption = null;
    if (passphrase != null) {
      encryption = new OpenSSHKeyEncryptionContext();
      encryption.setPassword(passphrase);
      encryption.setCipherType("256");
    }
    try (var out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
    }
    return file;
  }

  String url() {
    return "ssh://git@127.0.0.1:" + server.getPort() + "/repo.git";
  }

  /** The server's line in a file of known hosts. */
  String knownHost() {
    return knownHost(host);
  }

  /** As {@link #knownHost()}, with another key. */
  String knownHost(KeyPair key) {
    return "[127.0.0.1]:"
        + server.getPort()
        + " "
        + PublicKeyEntry.toString(key.getPublic())
        + "\n";
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
