package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the API's paged lists. */
final class Lists {
  /** As many as the API gives in one page. */
  private static final int PAGE = 200;

  private Lists() {}

  /**
   * The first {@code limit} items.
   *
   * @param query filters, each beginning with {@code &}
   * @param limit {@link Integer#MAX_VALUE} for all
   */
  static Items read(Api api, String path, String query, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    boolean more;
    do {
      int size = Math.min(PAGE, limit - items.size());
      JsonNode page = api.get(path + "?limit=" + size + query + cursor);
      page.path("items").forEach(items::add);
      String next = page.path("next").asText("");
      more = !next.isEmpty();
      cursor = "&cursor=" + TailRequest.encode(next);
    } while (more && items.size() < limit);
    return new Items(items, more);
  }

  /**
   * @param more there are others
   */
  record Items(List<JsonNode> items, boolean more) {}
}
