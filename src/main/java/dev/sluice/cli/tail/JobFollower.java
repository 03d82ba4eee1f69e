package dev.sluice.cli.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ReconnectBackoff;
import dev.sluice.cli.api.RequestErrors;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job's stream to its end over as many connections as that takes: every event reaches
 * the sink once, in order, wherever a connection breaks. One instance follows one job, on one
 * thread.
 */
final class JobFollower {
  /** Three keep-alive intervals of the server (15 s): after that the connection is dead. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  /** A connection that stayed open this long resets the back-off even if it brought no event. */
  private static final Duration STABLE = Duration.ofSeconds(10);

  private final ApiClient api;
  private final Terminal terminal;
  private final Clock clock;
  private final ReconnectBackoff backoff;
  private final Sink sink;
  private final ResumePoint point = new ResumePoint();
  private @Nullable JobEnd end;
  private boolean connectedOnce;
  private boolean progressed;

  JobFollower(ApiClient api, Environment env, Sink sink) {
    this.api = api;
    this.terminal = env.terminal();
    this.clock = env.time().clock();
    this.backoff = new ReconnectBackoff(env.time());
    this.sink = sink;
  }

  /** Receives each event of a stream once. */
  interface Sink {
    void event(String type, @Nullable String id, JsonNode data);

    /** The next event may take a while: shows what came so far. */
    void flush();
  }

  /**
   * @throws CliFailure if the server refuses, cannot be reached at first, or stays away too long
   */
  JobEnd follow(TailRequest request) throws InterruptedException {
    while (true) {
      Duration asked = null;
      IOException cause = null;
      progressed = false;
      Instant opened = clock.instant();
      try {
        asked = readOnce(request);
      } catch (IOException e) {
        cause = e;
      }
      sink.flush();
      if (end != null) {
        return end;
      }
      point.connectionLost();
      if (progressed || Duration.between(opened, clock.instant()).compareTo(STABLE) >= 0) {
        backoff.reset();
      }
      awaitReconnect(asked, cause);
    }
  }

  private void awaitReconnect(@Nullable Duration asked, @Nullable IOException cause)
      throws InterruptedException {
    IOException why = cause == null ? new IOException("the stream ended early") : cause;
    if (!connectedOnce) {
      throw api.unreachable(why);
    }
    if (backoff.fresh()) {
      String reason = RequestErrors.reason(why);
      terminal.say("lost the connection to " + api.address() + " (" + reason + "); resuming");
    }
    if (!backoff.pause(asked)) {
      throw api.unreachable(why);
    }
  }

  /** Reads one connection; returns the pause that the server asks for before the next. */
  private @Nullable Duration readOnce(TailRequest request) throws IOException {
    String cursor = point.cursor();
    HttpURLConnection http = api.stream(request.path(cursor != null), cursor, SILENCE);
    int status = http.getResponseCode();
    if (status == HttpURLConnection.HTTP_NO_CONTENT) {
      // The job has ended and nothing follows the cursor.
      end = JobEnd.ofJob(api.get(ApiClient.jobPath(request.jobId())));
      return null;
    }
    boolean transientError = status >= 500 || status == 429;
    if (transientError && connectedOnce) {
      throw new IOException("HTTP " + status);
    }
    if (status >= 300) {
      throw api.refused(http, status);
    }
    connectedOnce = true;
    SseParser parser = new SseParser(this::accept);
    try (InputStream body = http.getInputStream()) {
      byte[] buffer = new byte[16 * 1024];
      for (int n = body.read(buffer); n >= 0 && end == null; n = body.read(buffer)) {
        parser.feed(buffer, n);
        sink.flush();
        if (end != null) {
          break;
        }
      }
    }
    return parser.retry();
  }

  private void accept(SseParser.Event event) {
    ObjectNode data = object(event);
    if (data != null && end == null) {
      deliver(event, data);
    }
    String id = event.id();
    if (id != null) {
      point.moveTo(id);
    }
  }

  private void deliver(SseParser.Event event, ObjectNode data) {
    String type = event.type();
    switch (type) {
      case "stdout", "stderr" -> {
        byte[] bytes = OutputBytes.of(data);
        byte[] fresh = point.fresh(type, bytes);
        if (fresh.length == 0) {
          return;
        }
        if (fresh.length < bytes.length) {
          OutputBytes.replace(data, fresh);
        }
      }
      case "hello" -> point.hello(data.path("cursor").asText(""));
      case "attempt" -> {
        if (!point.enters(data.path("attempt").asInt())) {
          return;
        }
      }
      case "gap" -> point.gap();
      default -> {} // no other event changes where the stream resumes
    }
    progressed |= !type.equals("hello") && !type.equals("status");
    sink.event(type, event.id(), data);
    end = JobEnd.ofEvent(type, data);
  }

  private @Nullable ObjectNode object(SseParser.Event event) {
    if (event.data().isEmpty()) {
      return null;
    }
    try {
      JsonNode data = api.mapper().readTree(event.data());
      return data instanceof ObjectNode node ? node : null;
    } catch (JsonProcessingException e) {
      return null; // an event type of a later version
    }
  }
}
