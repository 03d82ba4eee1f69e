package dev.sluice.source.git;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.outbound.OutboundException;
import dev.sluice.outbound.OutboundHttp;
import dev.sluice.outbound.OutboundPolicy;
import dev.sluice.outbound.OutboundRequest;
import dev.sluice.source.SourceException;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Asks GitHub for tokens of an installation, with a JSON Web Token that the app's key signs.
 *
 * @see <a
 *     href="https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app">
 *     Create an installation access token</a>
 */
final class InstallationTokens {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** GitHub allows ten minutes; its clock may be behind. */
  private static final Duration SIGNED_FOR = Duration.ofMinutes(9);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final OutboundHttp http =
      new OutboundHttp(HttpClient.newBuilder().connectTimeout(CONNECT));
  private final URI api;
  private final String app;
  private final String installation;
  private final @Nullable RSAPrivateKey key;
  private final Clock clock;

  /**
   * @param key null only if the settings are wrong, and no token will be asked for
   */
  InstallationTokens(
      URI api, String app, String installation, @Nullable RSAPrivateKey key, Clock clock) {
    this.api = api;
    this.app = app;
    this.installation = installation;
    this.key = key;
    this.clock = clock;
  }

  /**
   * A token of an installation.
   *
   * @param secret never part of a message
   */
  record Token(String secret, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token[expires " + expiresAt + "]";
    }
  }

  /**
   * @throws SourceException if GitHub does not answer, or refuses
   */
  Token issue() throws SourceException, InterruptedException {
    URI target = URI.create(api + "/app/installations/" + installation + "/access_tokens");
    Map<String, String> headers =
        Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");
    Map<String, String> credentials = Map.of("Authorization", "Bearer " + signed());
    try {
      HttpResponse<byte[]> answer =
          http.send(new OutboundRequest(target, "POST", headers, credentials, ""), new OneCall());
      if (answer.statusCode() == 201) {
        return token(answer.body());
      }
      throw refused(answer.statusCode(), answer.body());
    } catch (OutboundException e) {
      throw new SourceException("unreachable", api + " failed: " + e.getMessage(), e);
    }
  }

  private String signed() throws SourceException {
    Instant now = clock.instant();
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(app);
    claims.setIssuedAt(NumericDate.fromSeconds(now.minus(CLOCK_SKEW).getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(SIGNED_FOR).getEpochSecond()));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setKey(key);
    signature.setPayload(claims.toJson());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new SourceException(
          "unauthorized", "the key of the app cannot sign: " + e.getMessage(), e);
    }
  }

  private Token token(byte[] body) throws SourceException {
    try {
      JsonNode json = Json.mapper().readTree(body);
      String secret = json.path("token").asText("");
      Instant expires = Instant.parse(json.path("expires_at").asText(""));
      if (!secret.isEmpty()) {
        return new Token(secret, expires);
      }
    } catch (IOException | DateTimeException e) {
      // Reported below, without the body, which may hold a token.
    }
    throw new SourceException("malformed_answer", api + " sent no token with a time");
  }

  private SourceException refused(int status, byte[] body) {
    String why;
    try {
      why = Json.mapper().readTree(body).path("message").asText("");
    } catch (IOException e) {
      why = "";
    }
    String detail = why.isEmpty() ? "" : " (" + why + ")";
    return new SourceException(
        status == 401 || status == 403 || status == 404 ? "unauthorized" : "unreachable",
        api + " gave the app " + app + " no token: status " + status + detail);
  }

  /** Follows no redirect: the request carries the app's signature. */
  private static final class OneCall implements OutboundPolicy {
    private static final long MOST_BYTES = 1 << 20;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @Override
    public long maxBytes() {
      return MOST_BYTES;
    }

    @Override
    public int maxRedirects() {
      return 0;
    }

    @Override
    public Duration timeLeft() {
      return ANSWER;
    }

    @Override
    public void admit(URI from, URI target) {
      // The operator chose the target.
    }
  }
}
