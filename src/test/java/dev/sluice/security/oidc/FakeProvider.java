package dev.sluice.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** An OpenID Connect provider on loopback that signs what it is given. */
public final class FakeProvider implements AutoCloseable {
  public static final String AUDIENCE = "sluice";

  /** Making keys takes long; all tests of a JVM share this one. */
  public static final PublicJsonWebKey KEY = rsa("key-1");

  /** What the provider publishes. */
  final List<JsonWebKey> keys = new CopyOnWriteArrayList<>(List.of(KEY));

  /** Readings of the keys. */
  final AtomicInteger readings = new AtomicInteger();

  private final HttpServer server;
  private volatile String issuer;
  private volatile int status = 200;

  public FakeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/.well-known/openid-configuration", this::describe);
    server.createContext("/keys", this::publish);
    server.start();
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets each answer have this status. */
  public void answerWith(int answer) {
    status = answer;
  }

  /** Lets the description name another issuer. */
  void nameIssuer(String name) {
    issuer = name;
  }

  private void describe(HttpExchange exchange) throws IOException {
    answer(exchange, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer() + "/keys\"}");
  }

  private void publish(HttpExchange exchange) throws IOException {
    readings.incrementAndGet();
    answer(exchange, new JsonWebKeySet(keys).toJson());
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The claims of a valid token without roles, which lives five minutes. */
  public JwtClaims claims(Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer());
    claims.setAudience(AUDIENCE);
    claims.setSubject("f81d4fae");
    claims.setStringClaim("preferred_username", "alice");
    claims.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(now.plusSeconds(300).toEpochMilli()));
    return claims;
  }

  public static String sign(JwtClaims claims) {
    return sign(claims, KEY, AlgorithmIdentifiers.RSA_USING_SHA256);
  }

  static String sign(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setKey(key.getPrivateKey());
    signature.setPayload(claims.toJson());
    return compact(signature);
  }

  static String compact(JsonWebSignature signature) {
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  static PublicJsonWebKey rsa(String name) {
    try {
      PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2_048);
      key.setKeyId(name);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
