package dev.sluice.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's HTTP API, as far as commands use it. */
public final class Api {
  private static final int CONNECT_MS = 10_000;
  private static final int ANSWER_MS = 60_000;

  private final String base;
  private final @Nullable String token;
  private final ObjectMapper mapper = Json.mapper();

  public Api(URI server, Map<String, String> variables) {
    this.base = server.toString().replaceAll("/+$", "");
    this.token = variables.get(Variables.API_TOKEN);
  }

  /** The address that people gave, for messages. */
  public String address() {
    return base;
  }

  public ObjectMapper mapper() {
    return mapper;
  }

  /**
   * @throws CliFailure when there is no answer, or one that is an error
   */
  public JsonNode get(String path) {
    try {
      return read(open("GET", path));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * @param body JSON, not looked at
   * @throws CliFailure when there is no answer, or one that is an error
   */
  public JsonNode post(String path, byte[] body, Map<String, String> headers) {
    try {
      HttpURLConnection http = open("POST", path);
      http.setRequestProperty("Content-Type", "application/json");
      headers.forEach(http::setRequestProperty);
      http.setDoOutput(true);
      // A body of known length is never sent a second time behind our back.
      http.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = http.getOutputStream()) {
        out.write(body);
      }
      return read(http);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  public JsonNode post(String path) {
    return post(path, "{}".getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /**
   * Asks for an event stream; the caller looks at the status and closes what it reads.
   *
   * @param silence how long the stream may say nothing before a read gives up
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

  /** Reads an answer that is an error into the failure that it is. */
  public CliFailure refused(HttpURLConnection http, int status) throws IOException {
    try (InputStream body = http.getErrorStream()) {
      byte[] bytes = body == null ? new byte[0] : body.readAllBytes();
      return CliFailure.of(Problems.describe(mapper, status, bytes));
    }
  }

  public CliFailure unreachable(IOException cause) {
    return CliFailure.of("cannot reach " + base + ": " + Problems.reason(cause));
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection http = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    http.setRequestMethod(method);
    http.setConnectTimeout(CONNECT_MS);
    http.setReadTimeout(ANSWER_MS);
    http.setUseCaches(false);
    http.setRequestProperty("Accept", "application/json");
    if (token != null && !token.isBlank()) {
      http.setRequestProperty("Authorization", "Bearer " + token);
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
      throw CliFailure.of("what answers at " + base + " does not speak JSON: is it Sluice?");
    }
  }
}
