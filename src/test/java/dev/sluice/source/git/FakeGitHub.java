package dev.sluice.source.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/** The part of GitHub's API that gives tokens to an app: each is {@code secret-1}, and so on. */
final class FakeGitHub implements AutoCloseable {
  static final String APP = "4711";
  static final String INSTALLATION = "77";
  static final Duration LIFETIME = Duration.ofHours(1);

  /** A scripted answer. */
  record Reply(int status, String body) {}

  private final HttpServer server;
  private final RSAPublicKey key;
  private final Clock clock;
  private final ConcurrentLinkedQueue<Reply> scripted = new ConcurrentLinkedQueue<>();

  /** The signed tokens that were accepted. */
  final List<JwtClaims> signed = new CopyOnWriteArrayList<>();

  FakeGitHub(RSAPublicKey key, Clock clock) throws IOException {
    this.key = key;
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v3/app/installations/" + INSTALLATION + "/access_tokens", this::issue);
    server.start();
  }

  String api() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v3";
  }

  void answerNext(int status, String body) {
    scripted.add(new Reply(status, body));
  }

  private void issue(HttpExchange exchange) throws IOException {
    Reply reply = scripted.poll();
    if (reply == null) {
      reply = answer(exchange);
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Location", api() + "/elsewhere");
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Reply answer(HttpExchange exchange) {
    JwtClaims token = verified(exchange.getRequestHeaders().getFirst("Authorization"));
    if (token == null || !exchange.getRequestMethod().equals("POST")) {
      return new Reply(401, "{\"message\":\"A JSON web token could not be decoded\"}");
    }
    signed.add(token);
    return new Reply(
        201,
        "{\"token\":\"secret-%d\",\"expires_at\":\"%s\"}"
            .formatted(signed.size(), clock.instant().plus(LIFETIME)));
  }

  private @Nullable JwtClaims verified(@Nullable String authorization) {
    JwtConsumer expected =
        new JwtConsumerBuilder()
            .setVerificationKey(key)
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(
                    ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
            .setExpectedIssuer(APP)
            .setRequireIssuedAt()
            .setRequireExpirationTime()
            .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
            .build();
    try {
      return expected.processToClaims(String.valueOf(authorization).replace("Bearer ", ""));
    } catch (InvalidJwtException e) {
      return null;
    }
  }

  /** The settings of a source that uses this API. */
  Map<String, String> settings(String keyFile) {
    return Map.of(
        "github-app-id", APP,
        "github-installation-id", INSTALLATION,
        "github-app-key", keyFile,
        "github-api", api());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
