package dev.sluice.source.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.source.SourceException;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a registry's listing.
 *
 * @param total number of entries on all pages; negative if the page does not state it
 * @param next address of the next page; null at the end
 */
record Listing(List<Entry> entries, long total, @Nullable URI next) {
  private static final ObjectMapper MAPPER = Json.mapper();

  /**
   * A version of a task as the registry lists it; nothing of it is checked yet.
   *
   * @param digest null if the registry does not state it
   */
  record Entry(String name, String version, @Nullable String digest) {
    String location() {
      return name + "/" + version;
    }
  }

  /**
   * @param page address of {@code body}
   * @throws SourceException if {@code body} is not a page of a listing
   */
  static Listing parse(byte[] body, URI page) throws SourceException {
    JsonNode json = json(body, page);
    JsonNode tasks = json.path("tasks");
    if (!tasks.isArray()) {
      throw malformed(page, "answered with JSON without a list of tasks");
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
              task.path("digest").textValue()));
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
      throw malformed(from, "answered with invalid JSON");
    } catch (IOException e) {
      throw malformed(from, "answered with an unreadable body");
    }
    throw malformed(from, "answered with JSON that is not an object");
  }

  private static SourceException malformed(URI page, String what) {
    return new SourceException("malformed_answer", "GET " + page.getPath() + " " + what);
  }

  /** The registry gives a number or an address; if it gives neither, {@code total} decides. */
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
}
