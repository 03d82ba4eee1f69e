package dev.sluice.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A reader of server-sent events that reads only on demand, so that it can be slow. */
final class Sse implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  private Sse(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static Sse open(HttpRequest.Builder request) {
    try {
      return new Sse(Http.CLIENT.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /** The next comment or event; null at the end of the stream. */
  Event next() {
    StringBuilder data = new StringBuilder();
    String name = "message";
    String id = "";
    boolean any = false;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() && any) {
          return new Event(name, data.toString(), id);
        }
        int colon = line.indexOf(':');
        if (colon == 0) {
          return new Event(Event.COMMENT, line.substring(1).strip(), "");
        }
        String value = line.substring(colon + 1).replaceFirst("^ ", "");
        switch (colon < 0 ? line : line.substring(0, colon)) {
          case "event" -> name = value;
          case "id" -> id = value;
          case "data" -> {
            data.append(any ? "\n" : "").append(value);
            any = true;
          }
          default -> {}
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the next event that matches and returns it. */
  Event until(Predicate<Event> wanted) {
    List<Event> passed = new ArrayList<>();
    for (Event event = next(); event != null; event = next()) {
      if (wanted.test(event)) {
        return event;
      }
      passed.add(event);
    }
    throw new AssertionError("the stream ended without the event, after " + passed);
  }

  Event until(String name) {
    return until(event -> event.is(name));
  }

  /** All events to the end, without comments. */
  List<Event> rest() {
    List<Event> events = new ArrayList<>();
    for (Event event = next(); event != null; event = next()) {
      if (!event.is(Event.COMMENT)) {
        events.add(event);
      }
    }
    return events;
  }

  /** The concatenated text of one output stream. */
  static String text(List<Event> events, String stream) {
    StringBuilder text = new StringBuilder();
    events.stream().filter(event -> event.is(stream)).forEach(event -> text.append(event.text()));
    return text.toString();
  }

  static List<String> names(List<Event> events) {
    return events.stream().map(Event::name).toList();
  }

  /** Disconnects. */
  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
