package dev.sluice.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Bounds how deep objects and arrays may nest in one value that comes in as JSON. An answer that
 * contains such a value nests a little deeper, and stays within the limits of other parsers.
 */
public final class Nesting {
  /** Levels of objects and arrays in one value; a string or number has none. */
  public static final int MAX = 64;

  /** For people; follows the name of the field. */
  public static final String EXPECTED = "may nest objects and arrays " + MAX + " levels deep";

  private static final JsonFactory FACTORY = new JsonFactory();

  private Nesting() {}

  /** Whether {@code value} nests deeper than {@link #MAX}; looks no deeper than that. */
  public static boolean isTooDeep(JsonNode value) {
    return isDeeperThan(MAX, value);
  }

  /**
   * The same for JSON as text.
   *
   * @throws IOException when it is not JSON
   */
  public static boolean isTooDeep(byte[] json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      int level = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        level += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (level > MAX) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isDeeperThan(int levels, JsonNode value) {
    if (!value.isContainerNode()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode inner : value) {
      if (isDeeperThan(levels - 1, inner)) {
        return true;
      }
    }
    return false;
  }
}
