package dev.sluice.agent.call;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Ids as one segment of a URL path and as a file name: nothing in them can climb or separate. */
public final class SafeName {
  private SafeName() {}

  public static String of(String id) {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
  }
}
