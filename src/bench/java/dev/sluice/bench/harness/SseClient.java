package dev.sluice.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads a stream with few typed events. */
public final class SseClient implements AutoCloseable {
  private final BufferedReader lines;

  public record Event(String name, String data, String id) {}

  private SseClient(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Opens the stream, and unless {@code start} is false the gate of the job. */
  public static SseClient open(HttpConnection http, String jobId, boolean start)
      throws IOException {
    return read(http, "/v1/jobs/" + jobId + "/stream" + (start ? "" : "?start=false"));
  }

  public static SseClient read(HttpConnection http, String path) throws IOException {
    return new SseClient(http.stream(path));
  }

  /** Reads on after that event. */
  public static SseClient resume(HttpConnection http, String path, String lastEventId)
      throws IOException {
    return new SseClient(http.stream(path, lastEventId));
  }

  /** The next event, or null at the end. */
  public Event next() throws IOException {
    String name = null;
    String data = "";
    String id = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && name != null) {
        return new Event(name, data, id);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      }
    }
    return null;
  }

  /** Reads to the next event of that name; null if the stream ends first. */
  public Event await(String name) throws IOException {
    Event event = next();
    while (event != null && !event.name().equals(name)) {
      event = next();
    }
    return event;
  }

  /** Reads to the end and returns whether the job was COMPLETED. */
  public boolean completes() throws IOException {
    boolean done = false;
    for (Event event = next(); event != null; event = next()) {
      done |= event.name().equals("done");
    }
    return done;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
