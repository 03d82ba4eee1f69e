package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub App, which reads with the token of an installation. The token is renewed before it
 * expires.
 *
 * @see <a
 *     href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app">
 *     Authenticating with a GitHub App</a>
 */
final class AppAccess implements GitAccess {
  private static final String APP = "github-app-id";
  private static final String INSTALLATION = "github-installation-id";
  private static final String KEY = "github-app-key";
  private static final String API = "github-api";
  private static final String PUBLIC_API = "https://api.github.com";
  private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** GitHub ignores the user; this is the one in its documentation. */
  private static final String USER = "x-access-token";

  /** A token is renewed this long before it expires, so that a fetch does not outlive it. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private final InstallationTokens tokens;
  private final Clock clock;
  private InstallationTokens.@Nullable Token token;

  private AppAccess(InstallationTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  static boolean isConfigured(SettingsReader settings) {
    return settings.text(APP) != null
        || settings.text(INSTALLATION) != null
        || settings.text(KEY) != null
        || settings.text(API) != null;
  }

  static AppAccess read(SettingsReader settings, SourceContext context) {
    String app = required(settings, APP, APP_ID, "must be the id of a GitHub App");
    String installation =
        required(settings, INSTALLATION, NUMBER, "must be the number of an installation");
    RSAPrivateKey key = key(settings, settings.requiredFile(KEY));
    URI api = api(settings);
    return new AppAccess(
        new InstallationTokens(api, app, installation, key, context.clock()), context.clock());
  }

  private static String required(
      SettingsReader settings, String field, Pattern shape, String message) {
    String value = settings.required(field);
    if (!value.isEmpty() && !shape.matcher(value).matches()) {
      settings.reject(field, "invalid_id", message);
    }
    return value;
  }

  private static @Nullable RSAPrivateKey key(SettingsReader settings, Path file) {
    if (file.toString().isEmpty()) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(KEY), in, null);
      if (pairs != null) {
        for (KeyPair pair : pairs) {
          if (pair.getPrivate() instanceof RSAPrivateKey rsa) {
            return rsa;
          }
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      // Rejected below: the message of the exception may quote the file.
    }
    settings.reject(KEY, "invalid_key", "must hold the RSA private key of the app in PEM");
    return null;
  }

  private static URI api(SettingsReader settings) {
    String text = settings.text(API);
    URI api = GitUrl.http(text == null ? PUBLIC_API : text);
    if (api == null) {
      settings.reject(API, "invalid_url", "must look like https://host/api/v3");
      return URI.create(PUBLIC_API);
    }
    return api;
  }

  @Override
  public void prepare(TransportCommand<?, ?> command, URIish server)
      throws SourceException, InterruptedException {
    new PasswordAccess(USER, current()).prepare(command, server);
  }

  /** Forgets the token: an administrator may have revoked it. */
  @Override
  public synchronized void refused() {
    token = null;
  }

  private synchronized String current() throws SourceException, InterruptedException {
    InstallationTokens.Token known = token;
    if (known == null || !known.expiresAt().isAfter(clock.instant().plus(AHEAD))) {
      known = tokens.issue();
      token = known;
    }
    return known.secret();
  }
}
