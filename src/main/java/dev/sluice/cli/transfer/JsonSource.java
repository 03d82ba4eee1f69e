package dev.sluice.cli.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file: the lines of an export, or records of the older executor as an array or as an object with
 * a record under each id.
 */
final class JsonSource implements ImportSource {
  private static final Pattern EXPORT =
      Pattern.compile(
          "\\s*\\{\\s*\"(job|output|worker)\"\\s*:\\s*\\{\\s*\"(job|worker)_id\".*",
          Pattern.DOTALL);

  private static final int HEAD = 256;

  private final String name;
  private final Counting in;
  private final long size;
  private final Instant now;
  private final ObjectMapper mapper = Json.mapper();

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  /**
   * @param name for the report
   * @param size bytes; 0 if it is not known
   * @param now of records that do not say when they were made
   */
  JsonSource(String name, InputStream in, long size, Instant now) {
    this.name = name;
    this.in = new Counting(in);
    this.size = size;
    this.now = now;
  }

  @Override
  public void readInto(Sink sink) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(HEAD);
    String head = new String(buffered.readNBytes(HEAD), StandardCharsets.UTF_8);
    buffered.reset();
    if (EXPORT.matcher(head).matches()) {
      readLines(buffered, sink);
    } else {
      readRecords(buffered, sink);
    }
  }

  private void readLines(InputStream buffered, Sink sink) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long number = 1;
    for (int b = buffered.read(); b >= 0; b = buffered.read()) {
      if (b == '\n') {
        takeLine(number++, line, sink);
      } else {
        line.write(b);
      }
    }
    takeLine(number, line, sink);
  }

  private void takeLine(long number, ByteArrayOutputStream bytes, Sink sink) {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    String where = name + ":" + number;
    if (text.isBlank()) {
      return;
    }
    try {
      if (mapper.readTree(text) instanceof ObjectNode line) {
        sink.lines(where, List.of(line));
      } else {
        sink.refused(where, "is no object");
      }
    } catch (JsonProcessingException e) {
      sink.refused(where, "is not JSON: " + e.getOriginalMessage());
    }
    sink.progress(in.count, size);
  }

  private void readRecords(InputStream buffered, Sink sink) throws IOException {
    try (JsonParser parser = mapper.createParser(buffered)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        for (long i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          take(name + "[" + i + "]", parser, null, sink);
        }
      } else if (first == JsonToken.START_OBJECT) {
        for (long i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
          String key = parser.currentName();
          parser.nextToken();
          take(name + "[" + i + "] " + key, parser, key, sink);
        }
      } else if (first != null) {
        throw new IOException(name + " is neither an export nor an array or object of records");
      }
    } catch (JsonProcessingException e) {
      String at =
          "line " + e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
      throw new IOException(name + " is not JSON from " + at + " on: " + e.getOriginalMessage(), e);
    }
  }

  private void take(String where, JsonParser parser, @Nullable String key, Sink sink)
      throws IOException {
    if (parser.currentToken() == null) {
      throw new IOException(name + " ends within its records");
    }
    JsonNode record = mapper.readTree(parser);
    ImportSource.coerce(where, record, key, now, sink);
    sink.progress(in.count, size);
  }
}
