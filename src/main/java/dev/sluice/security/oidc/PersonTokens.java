package dev.sluice.security.oidc;

import dev.sluice.http.Caller;
import dev.sluice.http.Identification;
import dev.sluice.text.Printable;
import dev.sluice.text.Sha256;
import dev.sluice.time.Timers;
import dev.sluice.token.AccessToken;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of people: JSON Web Tokens that the configured OpenID Connect provider has
 * signed for this server. Without a configured provider none is valid.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JSON Web Token Best Current
 *     Practices</a>
 */
@Singleton
public final class PersonTokens {
  private static final Logger LOG = Logger.getLogger(PersonTokens.class);

  /** Three parts, of which the last is empty without a signature. */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+");

  /** Signatures only: a code (HS256) would take the public key of the provider for its secret. */
  private static final Set<String> ALGORITHMS =
      Set.of(
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

  /** By which the clocks of the provider and of this server may differ, seconds. */
  private static final int CLOCK_SKEW_S = 30;

  private static final int LONGEST_NAME = 80;

  private static final Identification UNKNOWN = new Identification.Unknown();

  private final @Nullable Provider provider;
  private final Clock clock;

  /** What is needed to check tokens. */
  private record Provider(OidcSettings settings, ProviderKeys keys, Roles roles) {}

  /**
   * @throws IllegalArgumentException if a setting is wrong; the message names it
   */
  @Inject
  PersonTokens(OidcConfig config, Clock clock, Timers timers) {
    this(config, clock, timers, Infrastructure.getDefaultExecutor());
  }

  PersonTokens(OidcConfig config, Clock clock, Timers timers, Executor workers) {
    this.clock = clock;
    this.provider =
        OidcSettings.of(config)
            .map(
                settings ->
                    new Provider(
                        settings,
                        new ProviderKeys(new ProviderDocuments(settings.issuer()), timers, workers),
                        new Roles(settings.rolesClaim(), settings.roles())))
            .orElse(null);
  }

  /** Whether a provider is configured. */
  public boolean areAccepted() {
    return provider != null;
  }

  /**
   * Finds the person whose token this is. Completes at once, or on another thread when the keys of
   * the provider must be read first.
   */
  public Uni<Identification> find(String bearer) {
    Provider configured = provider;
    JsonWebSignature signature = configured == null ? null : signature(bearer);
    if (configured == null || signature == null) {
      return Uni.createFrom().item(UNKNOWN);
    }
    return configured.keys().find(signature).map(lookup -> checked(bearer, lookup, configured));
  }

  /** Null for a text that is no token with a signature and the name of its key. */
  private static @Nullable JsonWebSignature signature(String bearer) {
    if (!FORM.matcher(bearer).matches()) {
      return null;
    }
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setCompactSerialization(bearer);
      return ALGORITHMS.contains(signature.getAlgorithmHeaderValue())
              && signature.getKeyIdHeaderValue() != null
          ? signature
          : null;
    } catch (JoseException | ClassCastException e) {
      // A header of another type is no fault of the library: it casts.
      return null;
    }
  }

  private Identification checked(String bearer, ProviderKeys.Lookup lookup, Provider configured) {
    if (lookup instanceof ProviderKeys.Away away) {
      return new Identification.Undecided(away.retryAfter());
    }
    if (lookup instanceof ProviderKeys.Found found) {
      try {
        JwtClaims claims = consumer(found.key(), configured.settings()).processToClaims(bearer);
        return new Identification.Known(person(bearer, claims, configured.roles()));
      } catch (InvalidJwtException e) {
        LOG.debugf("a token was refused: %s", e.getErrorDetails());
      } catch (MalformedClaimException e) {
        LOG.debugf("a token was refused: %s", e.getMessage());
      }
    }
    return UNKNOWN;
  }

  private JwtConsumer consumer(Key key, OidcSettings settings) {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(
            new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS.toArray(new String[0])))
        .setVerificationKey(key)
        .setExpectedIssuer(settings.issuer().toString())
        .setExpectedAudience(settings.audience())
        .setRequireExpirationTime()
        .setAllowedClockSkewInSeconds(CLOCK_SKEW_S)
        .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
        .build();
  }

  private Caller person(String bearer, JwtClaims claims, Roles roles)
      throws MalformedClaimException {
    return new Caller(
        new AccessToken(
            name(claims),
            roles.scopesOf(claims),
            Sha256.of(bearer),
            List.of(),
            clock.instant(),
            Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis())));
  }

  /** For people and logs; a provider says which claim is fit to be one. */
  private static String name(JwtClaims claims) {
    return Stream.of("preferred_username", "email", "sub")
        .map(claims::getClaimValueAsString)
        .filter(Objects::nonNull)
        .findFirst()
        .map(name -> Printable.excerpt(name, LONGEST_NAME))
        .orElse("of a person");
  }
}
