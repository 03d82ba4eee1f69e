package dev.sluice.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls of an agent to its server. Each answers with what came back, whatever its status. */
final class ServerClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String JSON = "application/json";
  private final ObjectMapper json = Json.mapper();
  private final HttpClient http;
  private final String base;
  private final @Nullable String apiToken;

  /**
   * @param apiToken sent to register; every other call carries the secret of its session or attempt
   */
  ServerClient(URI server, @Nullable String apiToken, Executor executor) {
    this.apiToken = apiToken;
    base = server.toString().replaceAll("/+$", "");
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(executor);
    if ("http".equals(server.getScheme())) {
      builder.sslContext(new NoTls());
    }
    http = builder.build();
  }

  CompletableFuture<Reply> register(Object registration) {
    HttpRequest.Builder request = post("/v1/workers", JSON, json(registration));
    return send(apiToken == null ? request : bearer(apiToken, request), ANSWER);
  }

  CompletableFuture<Reply> heartbeat(Session session, Object heartbeat) {
    String path = worker(session) + "/heartbeat";
    return send(bearer(session, post(path, JSON, json(heartbeat))), ANSWER);
  }

  /** The answer may take {@code waitMs} and what the way there and back takes. */
  CompletableFuture<Reply> poll(Session session, long waitMs, int max, Object poll) {
    String path = worker(session) + "/poll?wait=" + waitMs + "ms&max=" + max;
    return send(bearer(session, post(path, JSON, json(poll))), ANSWER.plusMillis(waitMs));
  }

  CompletableFuture<Reply> output(Held held, long seq, ByteBuffer frames) {
    String path = job(held) + "/output?attempt=" + held.assignment().attempt() + "&seq=" + seq;
    BodyPublisher body = new BufferPublisher(frames);
    return send(leased(held, post(path, "application/octet-stream", body)), ANSWER);
  }

  CompletableFuture<Reply> result(Held held, Object result) {
    return send(leased(held, post(job(held) + "/result", JSON, json(result))), ANSWER);
  }

  /** A task's content as a ZIP. */
  CompletableFuture<Reply> bundle(Session session, String task, String version, String digest) {
    String path =
        "/v1/tasks/"
            + SafeName.of(task)
            + "/"
            + SafeName.of(version)
            + "/bundle?digest="
            + SafeName.of(digest);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "application/zip").GET();
    return send(bearer(apiToken == null ? session.token() : apiToken, request), ANSWER);
  }

  <T> T read(Reply reply, Class<T> type) throws IOException {
    return json.readValue(reply.body(), type);
  }

  private static String worker(Session session) {
    return "/v1/workers/" + SafeName.of(session.workerId());
  }

  private static String job(Held held) {
    return "/v1/jobs/" + SafeName.of(held.assignment().jobId());
  }

  private HttpRequest.Builder post(String path, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", type).POST(body);
  }

  private static HttpRequest.Builder bearer(Session session, HttpRequest.Builder request) {
    return bearer(session.token(), request);
  }

  private static HttpRequest.Builder bearer(String token, HttpRequest.Builder request) {
    return request.header("Authorization", "Bearer " + token);
  }

  private static HttpRequest.Builder leased(Held held, HttpRequest.Builder request) {
    return bearer(held.session(), request).header("Sluice-Lease", held.assignment().lease());
  }

  private BodyPublisher json(Object value) {
    try {
      return BodyPublishers.ofByteArray(json.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of ours that Jackson cannot write", e);
    }
  }

  private CompletableFuture<Reply> send(HttpRequest.Builder request, Duration within) {
    // Cancelling the future that this returns ends the exchange: the client derives it from its
    // own.
    return http.sendAsync(request.timeout(within).build(), BodyHandlers.ofByteArray())
        .thenApply(answer -> new Reply(answer.statusCode(), answer.body()));
  }
}
