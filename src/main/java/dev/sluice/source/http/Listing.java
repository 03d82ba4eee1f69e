package dev.sluice.source.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.source.SourceException;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what a registry holds.
 *
 * @param total how many there are in all; negative if it does not say
 * @param next where the next page is; null at the end
 */
record Listing(List<Entry> entries, long total, @Nullable URI next) {
  private static final ObjectMapper MAPPER = Json.mapper();

  /**
   * A version of a task, as the registry says.
   *
   * @param name not yet checked, nor are the others
   * @param digest null if it does not say
   */
  record Entry(String name, String version, @Nullable String digest, @Nullable Instant updatedAt) {
    String location() {
      return name + "/" + version;
    }
  }

  /**
   * @param page where {@code body} is from
   * @throws SourceException if it is no such page
   */
  static Listing parse(byte[] body, URI page) throws SourceException {
    JsonNode json = json(body, page);
    JsonNode tasks = json.path("tasks");
    if (!tasks.isArray()) {
      throw malformed(page, "answered with JSON that lists no tasks");
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode task : tasks) {
      if (!task.path("name").isTextual() || !task.path("version").isTextual()) {
        throw malformed(page, "lists a task without name or version");
      }
      entries.add(
          new Entry(
              task.path("name").textValue(),
              task.path("version").textValue(),
              task.path("digest").textValue(),
              time(task.path("updated_at").asText())));
    }
    return new Listing(entries, json.path("total").asLong(-1), next(json, page, entries.size()));
  }

  static JsonNode json(byte[] body, URI from) throws SourceException {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw malformed(from, "answered with what is no JSON");
    } catch (IOException e) {
      throw malformed(from, "answered with what cannot be read");
    }
    throw malformed(from, "answered with JSON that is no object");
  }

  private static SourceException malformed(URI page, String what) {
    return new SourceException("malformed_answer", "GET " + page.getPath() + " " + what);
  }

  /** A page's number, or an address; without it, what {@code total} leaves. */
  private static @Nullable URI next(JsonNode json, URI page, int size) throws SourceException {
    JsonNode next = json.path("next");
    if (next.isIntegralNumber() || (next.isTextual() && next.textValue().matches("\\d{1,9}"))) {
      return Pages.numbered(page, next.asInt());
    }
    if (next.isTextual() && !next.textValue().isEmpty()) {
      return Pages.linked(page, next.textValue());
    }
    int number = json.path("page").asInt(1);
    long limit = json.path("limit").asLong(size);
    boolean more = size > 0 && number * limit < json.path("total").asLong(0);
    return more && next.isMissingNode() ? Pages.numbered(page, number + 1) : null;
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
