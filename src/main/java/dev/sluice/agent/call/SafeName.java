package dev.sluice.agent.call;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Encodes an id for use as one segment of a URL path, and as a file name. */
public final class SafeName {
  private SafeName() {}

  /** The id without separators, and without a leading dot. */
  public static String of(String id) {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
  }
}
