package dev.sluice.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.outbound.OutboundException;
import dev.sluice.outbound.OutboundHttp;
import dev.sluice.outbound.OutboundPolicy;
import dev.sluice.outbound.OutboundRequest;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Reads the keys that a provider publishes.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery 1.0</a>
 */
final class ProviderDocuments {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final OutboundHttp http =
      new OutboundHttp(HttpClient.newBuilder().connectTimeout(CONNECT));
  private final URI issuer;

  ProviderDocuments(URI issuer) {
    this.issuer = issuer;
  }

  /**
   * Waits for two answers of the provider.
   *
   * @throws IOException if one does not come, or is not what the specification describes
   */
  List<JsonWebKey> keys() throws IOException, InterruptedException {
    JsonNode description = Json.mapper().readTree(get(wellKnown()));
    String named = description.path("issuer").asText();
    if (!named.equals(issuer.toString())) {
      throw new IOException(wellKnown() + " names the issuer '" + named + "'");
    }
    URI keys = keysOf(description);
    try {
      return new JsonWebKeySet(new String(get(keys), UTF_8)).getJsonWebKeys();
    } catch (JoseException e) {
      throw new IOException(keys + " is not a set of keys: " + e.getMessage(), e);
    }
  }

  /** A slash at the end of an issuer is not doubled. */
  private URI wellKnown() {
    return URI.create(
        issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  private URI keysOf(JsonNode description) throws IOException {
    try {
      return new URI(description.path("jwks_uri").asText()).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw new IOException(wellKnown() + " has no URL in jwks_uri", e);
    }
  }

  private byte[] get(URI target) throws IOException, InterruptedException {
    Map<String, String> headers = Map.of("Accept", "application/json");
    try {
      HttpResponse<byte[]> answer =
          http.send(OutboundRequest.get(target, headers, Map.of()), new Bounds());
      if (answer.statusCode() == 200) {
        return answer.body();
      }
      throw new IOException(target + " answered with status " + answer.statusCode());
    } catch (OutboundException e) {
      throw new IOException(target + " failed: " + e.getMessage(), e);
    }
  }

  private final class Bounds implements OutboundPolicy {
    private static final long MOST_BYTES = 512 << 10;
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Override
    public long maxBytes() {
      return MOST_BYTES;
    }

    @Override
    public int maxRedirects() {
      return 3;
    }

    @Override
    public Duration timeLeft() {
      return ANSWER;
    }

    @Override
    public void admit(URI from, URI target) throws OutboundException {
      boolean allowed =
          OidcSettings.isProtected(target)
              && ("https".equalsIgnoreCase(target.getScheme())
                  || "http".equalsIgnoreCase(issuer.getScheme()));
      if (!allowed) {
        throw OutboundException.refused(
            "leads to " + target + ", which is neither https nor loopback");
      }
    }
  }
}
