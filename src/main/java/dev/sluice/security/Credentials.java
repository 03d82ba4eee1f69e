package dev.sluice.security;

import dev.sluice.http.Caller;
import dev.sluice.security.oidc.PersonTokens;
import dev.sluice.text.Sha256;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tokens that the server accepts: those of the file, {@code SLUICE_API_TOKEN} with all scopes,
 * and one of the built-in worker; those of people are {@link PersonTokens}. Without the first two
 * and without a provider of the last the server is open to all who may connect.
 */
@Singleton
public final class Credentials {
  private static final Set<Scope> ALL = EnumSet.allOf(Scope.class);

  /** Of a server without credentials. */
  private static final Caller ANYONE =
      new Caller(AccessToken.issue("anyone", ALL, List.of(), Instant.EPOCH, null).token());

  private final TokenList list;
  private final Clock clock;
  private final Optional<AccessToken> apiToken;
  private final AccessToken.Issued builtIn =
      AccessToken.issue("the built-in worker", Set.of(Scope.AGENT), List.of(), Instant.EPOCH, null);

  /** Once tokens were needed, revoking the last one does not open the server. */
  private volatile boolean required;

  Credentials(ApiToken apiToken, TokenList list, PersonTokens people, Clock clock) {
    this.list = list;
    this.clock = clock;
    this.apiToken =
        apiToken
            .value()
            .map(
                secret ->
                    new AccessToken(
                        "SLUICE_API_TOKEN",
                        ALL,
                        Sha256.of(secret),
                        List.of(),
                        Instant.EPOCH,
                        null));
    this.required = this.apiToken.isPresent() || people.areAccepted();
  }

  /** Whether a call needs a token. */
  public boolean areRequired() {
    if (!required && !list.all().isEmpty()) {
      required = true;
    }
    return required;
  }

  /** The secret of the built-in worker, new at each start. */
  public String ofBuiltInWorker() {
    return builtIn.secret();
  }

  /** Who presents this secret; empty if it is unknown or expired. */
  Optional<Caller> find(String secret) {
    String digest = Sha256.of(secret);
    return accepted().filter(token -> token.sha256().equals(digest)).findAny().map(Caller::new);
  }

  Caller anyone() {
    return ANYONE;
  }

  /** The tokens that are accepted now. */
  Stream<AccessToken> accepted() {
    Instant now = clock.instant();
    return Stream.concat(
            Stream.concat(apiToken.stream(), Stream.of(builtIn.token())), list.all().stream())
        .filter(token -> !token.isExpired(now));
  }
}
