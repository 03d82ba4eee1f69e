package dev.sluice.agent.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.HeaderNames;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.WorkerRegistration;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prepares the calls of an agent to its server; the caller runs them. */
public final class ServerClient {
  /** The agent's one mapper: it is thread-safe, and a second one would cost start-up time. */
  public static final ObjectMapper JSON = Json.mapper();

  private static final long ANSWER_MS = 30_000;

  /** An agent that ends does not wait long for an unreachable server. */
  private static final long LEAVE_MS = 1_500;

  private static final String JSON_TYPE = "application/json";
  private static final String BYTES_TYPE = "application/octet-stream";

  private final Threads threads;
  private final String base;
  private final @Nullable String apiToken;
  private final String nameSecret;

  /**
   * @param apiToken authorizes the registration; other calls carry the token of their session
   * @param nameSecret keeps other agents from the name of this one's worker
   */
  public ServerClient(URI server, @Nullable String apiToken, String nameSecret, Threads threads) {
    this.apiToken = apiToken;
    this.nameSecret = nameSecret;
    this.threads = threads;
    base = server.toString().replaceAll("/+$", "");
  }

  public Call register(WorkerRegistration registration) {
    Map<String, String> headers = new HashMap<>(headers(apiToken));
    headers.put(HeaderNames.NAME_SECRET, nameSecret);
    return call("POST", "/v1/workers", headers, json(registration), ANSWER_MS);
  }

  public Call heartbeat(Session session, Heartbeat heartbeat) {
    return post(worker(session) + "/heartbeat", session.token(), json(heartbeat), ANSWER_MS);
  }

  /** Says that this worker ends. Servers of earlier versions do not know the call. */
  public Call leave(Session session) {
    return post(worker(session) + "/leave", session.token(), ByteBuffer.allocate(0), LEAVE_MS);
  }

  /**
   * @param waitMs how long the server may hold the call when it has no news
   * @param max how many assignments the answer may bring
   */
  public Call poll(Session session, long waitMs, int max, Poll poll) {
    String path = worker(session) + "/poll?wait=" + waitMs + "ms&max=" + max;
    return post(path, session.token(), json(poll), ANSWER_MS + waitMs);
  }

  /**
   * @param frames a chunk as {@link dev.sluice.wire.output.OutputFrame} lays it out
   */
  public Call output(Session session, Assignment attempt, long seq, ByteBuffer frames) {
    String path = job(attempt) + "/output?attempt=" + attempt.attempt() + "&seq=" + seq;
    return call("POST", path, leased(session, attempt, BYTES_TYPE), frames, ANSWER_MS);
  }

  /**
   * @param result an {@link dev.sluice.wire.worker.AttemptResult} as JSON
   */
  public Call result(Session session, Assignment attempt, ByteBuffer result) {
    Map<String, String> headers = leased(session, attempt, JSON_TYPE);
    return call("POST", job(attempt) + "/result", headers, result, ANSWER_MS);
  }

  /**
   * Fetches the content of the job's file.
   *
   * @param from the byte to begin with
   */
  public Transfer file(Session session, Assignment attempt, String fileId, long from) {
    Map<String, String> headers = new HashMap<>(leased(session, attempt, JSON_TYPE));
    headers.remove("Content-Type");
    headers.put("Accept", "*/*");
    if (from > 0) {
      headers.put("Range", "bytes=" + from + "-");
    }
    return new Transfer(
        "GET", URI.create(base + job(attempt) + "/files/" + SafeName.of(fileId)), headers);
  }

  /** Stores a ZIP as a file of the job. */
  public Transfer store(Session session, Assignment attempt, String filename) {
    String path = job(attempt) + "/files?filename=" + SafeName.of(filename);
    return new Transfer(
        "POST", URI.create(base + path), leased(session, attempt, "application/zip"));
  }

  /** Fetches a task's content as a ZIP. */
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

  private static String worker(Session session) {
    return "/v1/workers/" + SafeName.of(session.workerId());
  }

  private static String job(Assignment attempt) {
    return "/v1/jobs/" + SafeName.of(attempt.jobId());
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static Map<String, String> leased(Session session, Assignment attempt, String type) {
    return Map.of(
        "Accept",
        JSON_TYPE,
        "Content-Type",
        type,
        "Authorization",
        bearer(session.token()),
        HeaderNames.LEASE,
        attempt.lease());
  }

  private Call post(String path, @Nullable String token, ByteBuffer body, long withinMs) {
    return call("POST", path, headers(token), body, withinMs);
  }

  private static Map<String, String> headers(@Nullable String token) {
    return token == null
        ? Map.of("Accept", JSON_TYPE, "Content-Type", JSON_TYPE)
        : Map.of("Accept", JSON_TYPE, "Content-Type", JSON_TYPE, "Authorization", bearer(token));
  }

  private Call call(
      String method,
      String path,
      Map<String, String> headers,
      @Nullable ByteBuffer body,
      long withinMs) {
    return new Call(threads, method, URI.create(base + path), headers, body, withinMs);
  }

  /** A record of the wire as the body of a call. */
  public static ByteBuffer json(Object value) {
    try {
      return ByteBuffer.wrap(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Jackson cannot write " + value.getClass(), e);
    }
  }
}
