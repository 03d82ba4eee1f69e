package dev.sluice.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.call.Transfer;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of the server's HTTP API. */
public final class ApiClient {
  private static final String AUTHORIZATION = "Authorization";
  private static final String BEARER = "Bearer ";
  private static final int CONNECT_MS = 10_000;
  private static final int ANSWER_MS = 60_000;

  private final String base;
  private final @Nullable String token;
  private final ObjectMapper mapper = Json.mapper();

  /**
   * @param token sent as a bearer token with every request
   */
  public ApiClient(URI server, @Nullable String token) {
    this.base = server.toString().replaceAll("/+$", "");
    this.token = token;
  }

  /** The path of a job in the API. */
  public static String jobPath(String jobId) {
    return "/v1/jobs/" + Query.encode(jobId);
  }

  /** The address of the server as the user gave it. */
  public String address() {
    return base;
  }

  public ObjectMapper mapper() {
    return mapper;
  }

  /**
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode get(String path) {
    try {
      return read(open("GET", path));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Submits a job.
   *
   * @param submission JSON, sent as it is
   * @return the server's answer: {@code job_id}, {@code sse_url}, {@code status}
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode submit(byte[] submission, @Nullable String idempotencyKey) {
    return post("/v1/jobs", submission, idempotencyKey);
  }

  /**
   * Asks the server to cancel a job.
   *
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode cancel(String jobId) {
    return post(jobPath(jobId) + "/cancel");
  }

  /**
   * Sends an empty object.
   *
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode post(String path) {
    return post(path, "{}".getBytes(StandardCharsets.UTF_8), null);
  }

  /**
   * Sends lines of JSON.
   *
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode postLines(String path, byte[] lines) {
    return post(path, lines, null);
  }

  private JsonNode post(String path, byte[] body, @Nullable String idempotencyKey) {
    try {
      HttpURLConnection http = open("POST", path);
      http.setRequestProperty("Content-Type", "application/json");
      if (idempotencyKey != null) {
        http.setRequestProperty("Idempotency-Key", idempotencyKey);
      }
      http.setDoOutput(true);
      // HttpURLConnection repeats a failed POST unless the length of its body is fixed.
      http.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = http.getOutputStream()) {
        out.write(body);
      }
      return read(http);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Deletes what is at {@code path}.
   *
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public void delete(String path) {
    try {
      HttpURLConnection http = open("DELETE", path);
      int status = http.getResponseCode();
      if (status >= 300) {
        throw refused(http, status);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Writes the body of a request. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Sends a body as it is read. It is sent only once the server has accepted the head.
   *
   * @param length bytes of the body
   * @throws CliFailure if the server does not answer, or answers with an error
   */
  public JsonNode upload(String path, long length, Body body) {
    try {
      HttpURLConnection http = open("POST", path);
      http.setRequestProperty("Content-Type", "application/octet-stream");
      http.setRequestProperty("Expect", "100-Continue");
      http.setDoOutput(true);
      http.setFixedLengthStreamingMode(length);
      try (OutputStream out = http.getOutputStream()) {
        body.writeTo(out);
      } catch (IOException e) {
        // The server may have refused the rest and said why.
        int status = http.getResponseCode();
        throw status >= 300 ? refused(http, status) : unreachable(e);
      }
      return read(http);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Asks for content from an offset. The caller checks the status and reads the content.
   *
   * @param from bytes that the client has
   * @param tag the ETag of the content that it has them of
   */
  public HttpURLConnection download(String path, long from, String tag) throws IOException {
    HttpURLConnection http = open("GET", path);
    http.setRequestProperty("Accept", "*/*");
    http.setRequestProperty("If-Match", tag);
    if (from > 0) {
      http.setRequestProperty("Range", "bytes=" + from + "-");
    }
    return http;
  }

  /**
   * Converts a part of an answer.
   *
   * @throws CliFailure if the answer has another form
   */
  public <T> T convert(JsonNode node, Class<T> type) {
    try {
      return mapper.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw CliFailure.of(base + " sent an unexpected answer: " + e.getOriginalMessage());
    }
  }

  /**
   * Asks for an event stream. The caller checks the status and closes the stream.
   *
   * @param silence how long a read waits for the next byte
   */
  public HttpURLConnection stream(String path, @Nullable String cursor, Duration silence)
      throws IOException {
    HttpURLConnection http = open("GET", path);
    http.setReadTimeout((int) silence.toMillis());
    http.setRequestProperty("Accept", "text/event-stream");
    http.setRequestProperty("Cache-Control", "no-cache");
    if (cursor != null) {
      http.setRequestProperty("Last-Event-ID", cursor);
    }
    return http;
  }

  /** A request whose body, or answer, is too long for memory. */
  public Transfer transfer(String method, String path, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    if (token != null) {
      all.put(AUTHORIZATION, BEARER + token);
    }
    return new Transfer(method, URI.create(base + path), all);
  }

  /** The failure that an error answer describes. */
  public CliFailure refused(HttpURLConnection http, int status) throws IOException {
    try (InputStream body = http.getErrorStream()) {
      return refused(status, body == null ? new byte[0] : body.readAllBytes());
    }
  }

  /** The failure that an error answer describes. */
  public CliFailure refused(int status, byte[] body) {
    return CliFailure.of(RequestErrors.describe(mapper, status, body));
  }

  public CliFailure unreachable(IOException cause) {
    return CliFailure.of("cannot reach " + base + ": " + RequestErrors.reason(cause));
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection http = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    http.setRequestMethod(method);
    http.setConnectTimeout(CONNECT_MS);
    http.setReadTimeout(ANSWER_MS);
    http.setUseCaches(false);
    http.setRequestProperty("Accept", "application/json");
    if (token != null) {
      http.setRequestProperty(AUTHORIZATION, BEARER + token);
    }
    return http;
  }

  private JsonNode read(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    if (status >= 300) {
      throw refused(http, status);
    }
    try (InputStream body = http.getInputStream()) {
      return mapper.readTree(body.readAllBytes());
    } catch (JsonProcessingException e) {
      throw CliFailure.of(base + " did not answer with JSON; is it a Sluice server?");
    }
  }
}
