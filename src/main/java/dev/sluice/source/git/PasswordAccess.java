package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * A user with a password, or a token, over HTTP.
 *
 * @param username null for anonymous access
 * @param password secret
 */
record PasswordAccess(@Nullable String username, @Nullable String password) implements GitAccess {
  /** Git servers accept a token as the password of any user. */
  private static final String ANY_USER = "token";

  static PasswordAccess read(SettingsReader settings) {
    String token = settings.text("token");
    String username = settings.text("username");
    String password = settings.text("password");
    if (token != null && username != null) {
      settings.reject("token", "conflict", "only one of token and username may be given");
    }
    if ((username == null) != (password == null)) {
      settings.reject("password", "required", "username and password go together");
    }
    return token == null
        ? new PasswordAccess(username, password)
        : new PasswordAccess(ANY_USER, token);
  }

  boolean isAnonymous() {
    return username == null;
  }

  /** Gives the password to {@code server} only, because a redirect may lead to another server. */
  @Override
  public void prepare(TransportCommand<?, ?> command, URIish server) {
    if (username != null && password != null) {
      command.setCredentialsProvider(forServer(server, username, password));
    }
  }

  private static CredentialsProvider forServer(URIish server, String username, String password) {
    return new UsernamePasswordCredentialsProvider(username, password) {
      @Override
      public boolean get(URIish asking, CredentialItem... items) {
        return isSame(server, asking) && super.get(asking, items);
      }
    };
  }

  private static boolean isSame(URIish server, URIish asking) {
    return String.valueOf(server.getScheme()).equals(asking.getScheme())
        && String.valueOf(server.getHost()).equals(asking.getHost())
        && server.getPort() == asking.getPort();
  }

  @Override
  public String toString() {
    return "PasswordAccess[" + (isAnonymous() ? "anonymous" : "with password") + "]";
  }
}
