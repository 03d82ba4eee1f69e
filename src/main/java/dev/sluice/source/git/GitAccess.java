package dev.sluice.source.git;

import dev.sluice.source.Settings;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Who one is to a git server.
 *
 * @param username null for nobody
 * @param password never to be shown
 */
record GitAccess(@Nullable String username, @Nullable String password) {
  /** Servers that take a token take it as the password of any user. */
  private static final String ANY_USER = "token";

  static GitAccess read(Settings settings) {
    String token = settings.text("token");
    String username = settings.text("username");
    String password = settings.text("password");
    if (token != null && username != null) {
      settings.reject("token", "conflict", "only one of token and username may be given");
    }
    if ((username == null) != (password == null)) {
      settings.reject("password", "required", "username and password go together");
    }
    return token == null ? new GitAccess(username, password) : new GitAccess(ANY_USER, token);
  }

  /** For {@code server} only: a redirect may lead to another. Null for nobody. */
  @Nullable CredentialsProvider at(URIish server) {
    if (username == null || password == null) {
      return null;
    }
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
    return "GitAccess[" + (username == null ? "nobody" : "somebody") + "]";
  }
}
