package dev.sluice.legacy.deferred;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a stream as the clients of the deferred-execution registry do: line by line, without
 * knowing events or comments. It takes {@code data:} off a line, prints any other line as it is,
 * skips empty ones, and stops at a line with the word of an end anywhere in it.
 */
final class LineClient {
  private static final List<String> ENDS = List.of("[DONE]", "[CANCELLED]", "[ERROR]");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  LineClient(URI server) {
    this.server = server;
  }

  /** The lines that it prints, the last one included. */
  List<String> read(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path)).header("Accept", "*/*").build();
    List<String> printed = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String data = withoutPrefix(line.strip());
        if (!data.isEmpty()) {
          printed.add(data);
        }
        if (ENDS.stream().anyMatch(data::contains)) {
          return printed;
        }
      }
    }
    throw new AssertionError("the stream ended after " + printed);
  }

  private static String withoutPrefix(String line) {
    return Stream.of("data: ", "data:")
        .filter(line::startsWith)
        .findFirst()
        .map(prefix -> line.substring(prefix.length()))
        .orElse(line);
  }
}
