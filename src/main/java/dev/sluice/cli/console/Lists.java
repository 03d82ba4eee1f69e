package dev.sluice.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.tail.TailRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads the API's paged lists. */
public final class Lists {
  /** As many as the API gives in one page. */
  private static final int PAGE = 200;

  private Lists() {}

  /**
   * The first {@code limit} items.
   *
   * @param query filters, each beginning with {@code &}
   * @param limit {@link Integer#MAX_VALUE} for all
   */
  public static Items read(Api api, String path, String query, int limit) {
    return read(api, path, "items", query, limit);
  }

  /**
   * As {@link #read(Api, String, String, int)}.
   *
   * @param field of a page that holds its items
   */
  public static Items read(Api api, String path, String field, String query, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    boolean more;
    int total;
    do {
      int size = Math.min(PAGE, limit - items.size());
      JsonNode page = api.get(path + "?limit=" + size + query + cursor);
      page.path(field).forEach(items::add);
      String next = page.path("next").asText("");
      more = !next.isEmpty();
      total = page.path("total").asInt();
      cursor = "&cursor=" + TailRequest.encode(next);
    } while (more && items.size() < limit);
    return new Items(items, more, total);
  }

  /**
   * @param more there are others
   * @param total how many there are in all; 0 if the list does not say
   */
  public record Items(List<JsonNode> items, boolean more, int total) {}
}
