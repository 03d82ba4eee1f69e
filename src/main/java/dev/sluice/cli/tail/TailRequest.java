package dev.sluice.cli.tail;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which stream to follow and from where.
 *
 * @param from {@code earliest} or {@code latest}
 * @param after a cursor
 * @param lines how many of the last lines
 * @param start whether reading opens the gate
 */
public record TailRequest(
    String jobId,
    @Nullable String from,
    @Nullable String after,
    @Nullable Integer lines,
    boolean start) {

  public static TailRequest whole(String jobId) {
    return new TailRequest(jobId, null, null, null, true);
  }

  /** Path and query; where to start is left out once a cursor says it. */
  String path(boolean resuming) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", "events");
    if (!start) {
      query.put("start", "false");
    }
    if (!resuming) {
      put(query, "from", from);
      put(query, "after", after);
      put(query, "tail", lines);
    }
    return "/v1/jobs/" + encode(jobId) + "/stream?" + join(query);
  }

  private static void put(Map<String, String> query, String name, @Nullable Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
  }

  private static String join(Map<String, String> query) {
    return query.entrySet().stream()
        .map(e -> e.getKey() + "=" + encode(e.getValue()))
        .collect(Collectors.joining("&"));
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
