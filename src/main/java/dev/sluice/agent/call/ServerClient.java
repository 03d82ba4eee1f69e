package dev.sluice.agent.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of an agent to its server, to be made by whoever asks for one. */
public final class ServerClient {
  private static final long ANSWER_MS = 30_000;
  private static final String JSON = "application/json";

  private final ObjectMapper json = Json.mapper();
  private final Threads threads;
  private final String base;
  private final @Nullable String apiToken;

  /**
   * @param apiToken sent to register; every other call carries the secret of its session or attempt
   */
  public ServerClient(URI server, @Nullable String apiToken, Threads threads) {
    this.apiToken = apiToken;
    this.threads = threads;
    base = server.toString().replaceAll("/+$", "");
  }

  public Call register(Object registration) {
    return post("/v1/workers", apiToken, json(registration), ANSWER_MS);
  }

  public Call heartbeat(Session session, Object heartbeat) {
    return post(worker(session) + "/heartbeat", session.token(), json(heartbeat), ANSWER_MS);
  }

  /** The answer may take {@code waitMs} and what the way there and back takes. */
  public Call poll(Session session, long waitMs, int max, Object poll) {
    String path = worker(session) + "/poll?wait=" + waitMs + "ms&max=" + max;
    return post(path, session.token(), json(poll), ANSWER_MS + waitMs);
  }

  public Call output(Held held, long seq, ByteBuffer frames) {
    String path = job(held) + "/output?attempt=" + held.assignment().attempt() + "&seq=" + seq;
    return call("POST", path, leased(held, "application/octet-stream"), frames, ANSWER_MS);
  }

  public Call result(Held held, Object result) {
    return call("POST", job(held) + "/result", leased(held, JSON), json(result), ANSWER_MS);
  }

  /** A task's content as a ZIP. */
  public Call bundle(Session session, String task, String version, String digest) {
    String path =
        "/v1/tasks/"
            + SafeName.of(task)
            + "/"
            + SafeName.of(version)
            + "/bundle?digest="
            + SafeName.of(digest);
    String token = apiToken == null ? session.token() : apiToken;
    Map<String, String> headers =
        Map.of("Accept", "application/zip", "Authorization", bearer(token));
    return call("GET", path, headers, null, ANSWER_MS);
  }

  public <T> T read(Reply reply, Class<T> type) throws IOException {
    return json.readValue(reply.body(), type);
  }

  private static String worker(Session session) {
    return "/v1/workers/" + SafeName.of(session.workerId());
  }

  private static String job(Held held) {
    return "/v1/jobs/" + SafeName.of(held.assignment().jobId());
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static Map<String, String> leased(Held held, String type) {
    return Map.of(
        "Accept",
        JSON,
        "Content-Type",
        type,
        "Authorization",
        bearer(held.session().token()),
        "Sluice-Lease",
        held.assignment().lease());
  }

  private Call post(String path, @Nullable String token, ByteBuffer body, long withinMs) {
    Map<String, String> headers =
        token == null
            ? Map.of("Accept", JSON, "Content-Type", JSON)
            : Map.of("Accept", JSON, "Content-Type", JSON, "Authorization", bearer(token));
    return call("POST", path, headers, body, withinMs);
  }

  private Call call(
      String method,
      String path,
      Map<String, String> headers,
      @Nullable ByteBuffer body,
      long withinMs) {
    return new Call(threads, method, URI.create(base + path), headers, body, withinMs);
  }

  private ByteBuffer json(Object value) {
    try {
      return ByteBuffer.wrap(json.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of ours that Jackson cannot write", e);
    }
  }
}
