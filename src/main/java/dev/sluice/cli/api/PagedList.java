package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The items of one of the API's lists, which the API serves in pages.
 *
 * @param more whether the server has further items
 * @param total how many items the server has; 0 if it does not say
 */
public record PagedList(List<JsonNode> items, boolean more, int total) {
  /** The largest page that the API serves. */
  private static final int PAGE = 200;

  /** Reads a whole list. */
  public static List<JsonNode> readAll(ApiClient api, String path) {
    return read(api, path, "items", new Query(), Integer.MAX_VALUE).items();
  }

  /**
   * Reads the first {@code limit} items.
   *
   * @param field the field of a page that holds its items
   * @param filters query parameters for every page
   */
  static PagedList read(ApiClient api, String path, String field, Query filters, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = null;
    int total;
    do {
      Query query = new Query().add("limit", Math.min(PAGE, limit - items.size()));
      JsonNode page = api.get(path + "?" + query.addAll(filters).add("cursor", cursor));
      page.path(field).forEach(items::add);
      String next = page.path("next").asText("");
      cursor = next.isEmpty() ? null : next;
      total = page.path("total").asInt();
    } while (cursor != null && items.size() < limit);
    return new PagedList(items, cursor != null, total);
  }
}
