package dev.sluice.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the API. */
final class Http {
  static final ObjectMapper JSON = new ObjectMapper();
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration HANG = Duration.ofSeconds(60);

  private final URI server;
  private final String token;

  Http(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** An {@code exec} submission of a shell command, to which a test may add fields. */
  static ObjectNode exec(String command) {
    return JSON.createObjectNode().put("operation", "exec").put("command", command);
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.timeout(HANG).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> get(String path) {
    return send(request(path));
  }

  HttpResponse<byte[]> post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  JsonNode json(String path) {
    return json(get(path), 200);
  }

  static JsonNode json(HttpResponse<byte[]> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer + ": " + new String(answer.body()));
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the job's id. */
  String submit(ObjectNode submission) {
    return json(post("/v1/jobs", submission.toString()), 201).path("job_id").asText();
  }

  JsonNode job(String id) {
    return json("/v1/jobs/" + id);
  }

  String status(String id) {
    return job(id).path("status").asText();
  }

  JsonNode attempts(String id) {
    return json("/v1/jobs/" + id + "/attempts").path("items");
  }

  JsonNode cancel(String id) {
    return json(post("/v1/jobs/" + id + "/cancel", ""), 200);
  }

  void start(String id) {
    json(post("/v1/jobs/" + id + "/start", ""), 200);
  }

  void awaitStatus(String id, String status) {
    Eventually.until(id + " is " + status, () -> status(id).equals(status));
  }

  byte[] output(String id, String query) {
    HttpResponse<byte[]> answer = get("/v1/jobs/" + id + "/output" + query);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer + ": " + new String(answer.body()));
    }
    return answer.body();
  }

  /** Opens the stream in the typed form; {@code headers} are alternating names and values. */
  Sse open(String id, String query, String... headers) {
    HttpRequest.Builder request = request("/v1/jobs/" + id + "/stream" + query);
    request.header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Sse.open(request);
  }

  Sse open(String id) {
    return open(id, "");
  }
}
