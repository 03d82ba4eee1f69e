package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.Terminal;
import dev.sluice.text.Printable;
import dev.sluice.wire.ImportAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends what it receives in batches, and reports each record that was refused. */
final class ImportRun implements ImportSource.Sink {
  /** A batch is sent at the end of a job that brings it here. */
  private static final int ENOUGH_LINES = 500;

  private static final int ENOUGH_BYTES = 2 << 20;

  /** A job with more output than this comes in several batches. */
  private static final int MOST_BYTES = 8 << 20;

  private final ApiClient api;
  private final String path;
  private final Terminal terminal;
  private final ProgressBar bar;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> places = new ArrayList<>();
  private long stored;
  private long known;
  private long refused;

  ImportRun(ApiClient api, boolean dryRun, Terminal terminal, ProgressBar bar) {
    this.api = api;
    this.path = "/v1/import" + (dryRun ? "?dry_run=true" : "");
    this.terminal = terminal;
    this.bar = bar;
  }

  @Override
  public void lines(String where, List<ObjectNode> lines) {
    for (ObjectNode line : lines) {
      byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
      if (body.size() > 0 && body.size() + bytes.length > MOST_BYTES) {
        send();
      }
      body.writeBytes(bytes);
      body.write('\n');
      places.add(where);
    }
    boolean isJob = !lines.get(lines.size() - 1).has("output");
    if (isJob && (places.size() >= ENOUGH_LINES || body.size() >= ENOUGH_BYTES)) {
      send();
    }
  }

  @Override
  public void refused(String where, String reason) {
    refused++;
    bar.clear();
    terminal.print(Printable.clean(where + ": " + reason, " "));
  }

  @Override
  public void progress(long done, long total) {
    bar.at(done, total);
  }

  /** Sends what was received and not sent. */
  void send() {
    if (places.isEmpty()) {
      return;
    }
    ImportAnswer answer = api.convert(api.postLines(path, body.toByteArray()), ImportAnswer.class);
    stored += answer.stored();
    known += answer.known();
    for (ImportAnswer.Refused each : answer.refused()) {
      String id = each.id() == null ? "" : " " + each.id();
      String place = places.get(Math.min(each.line(), places.size() - 1));
      refused(place.endsWith(id) ? place : place + id, each.reason());
    }
    body.reset();
    places.clear();
  }

  boolean hasRefused() {
    return refused > 0;
  }

  String summary(boolean dryRun) {
    return "%d %s, %d known to the server, %d refused"
        .formatted(stored, dryRun ? "would be imported" : "imported", known, refused);
  }
}
