package dev.sluice.cli.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Problems;
import dev.sluice.cli.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job's stream to its end, over as many connections as it takes: every event reaches
 * the sink once, in order, whatever breaks in between. Good for one use, on one thread.
 */
public final class Tail {
  /** The server says something every 15 s; three times nothing is a dead connection. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  /** A connection that lived so long did work, whatever it brought. */
  private static final Duration LIVED = Duration.ofSeconds(10);

  private final Api api;
  private final Terminal terminal;
  private final Clock clock;
  private final ReconnectBackoff backoff;
  private final TailSink sink;
  private final ResumePoint point = new ResumePoint();
  private @Nullable JobEnd end;
  private boolean connectedOnce;
  private boolean worthwhile;

  public Tail(Api api, Environment env, TailSink sink) {
    this.api = api;
    this.terminal = env.terminal();
    this.clock = env.time().clock();
    this.backoff = new ReconnectBackoff(env.time());
    this.sink = sink;
  }

  /**
   * @throws CliFailure when the server refuses, is not there to begin with, or stays away
   */
  public JobEnd follow(TailRequest request) throws InterruptedException {
    while (true) {
      Duration asked = null;
      IOException cause = null;
      worthwhile = false;
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
      if (worthwhile || Duration.between(opened, clock.instant()).compareTo(LIVED) >= 0) {
        backoff.reset();
      }
      comeBack(asked, cause);
    }
  }

  private void comeBack(@Nullable Duration asked, @Nullable IOException cause)
      throws InterruptedException {
    IOException why = cause == null ? new IOException("the stream ended early") : cause;
    if (!connectedOnce) {
      throw api.unreachable(why);
    }
    if (backoff.fresh()) {
      terminal.say("lost " + api.address() + " (" + Problems.reason(why) + "), resuming");
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
      // Nothing follows the cursor, ever.
      end = JobEnd.ofJob(api.get("/v1/jobs/" + TailRequest.encode(request.jobId())));
      return null;
    }
    boolean passing = status >= 500 || status == 429;
    if (passing && connectedOnce) {
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

  private void accept(SseEvent event) {
    ObjectNode data = object(event);
    if (data != null && end == null) {
      deliver(event, data);
    }
    String id = event.id();
    if (id != null) {
      point.moveTo(id);
    }
  }

  private void deliver(SseEvent event, ObjectNode data) {
    String type = event.type();
    switch (type) {
      case "stdout", "stderr" -> {
        String text = data.path("text").asText();
        String fresh = point.fresh(type, text);
        if (fresh.isEmpty()) {
          return;
        }
        data.put("text", fresh);
      }
      case "hello" -> point.hello(data.path("cursor").asText(""));
      case "attempt" -> {
        if (!point.enters(data.path("attempt").asInt())) {
          return;
        }
      }
      case "gap" -> point.gap();
      default -> {} // everything else carries no state of ours
    }
    worthwhile |= !type.equals("hello") && !type.equals("status");
    sink.event(type, event.id(), data);
    end = JobEnd.ofEvent(type, data);
  }

  private @Nullable ObjectNode object(SseEvent event) {
    if (event.data().isEmpty()) {
      return null;
    }
    try {
      JsonNode data = api.mapper().readTree(event.data());
      return data instanceof ObjectNode node ? node : null;
    } catch (JsonProcessingException e) {
      return null; // an event of a later version: its type is not one that we know either
    }
  }
}
