package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * Canonical JSON by <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>: names sorted by
 * their UTF-16 code units, no white space, the fewest escapes, numbers formatted as in ECMAScript.
 * One rule differs: a number keeps all of its digits, where the RFC rounds to a double, so that
 * different numbers never have the same form. Numbers that survive the conversion to a double, the
 * only ones that the RFC recommends, have the RFC's form.
 */
public final class CanonicalJson {
  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  public static String of(JsonNode node) {
    CanonicalJson json = new CanonicalJson();
    json.write(node);
    return json.out.toString();
  }

  private void write(JsonNode node) {
    if (node.isObject()) {
      writeObject(node);
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        separate(i);
        write(node.get(i));
      }
      out.append(']');
    } else if (node.isTextual()) {
      writeText(node.textValue());
    } else if (node.isNumber()) {
      writeNumber(node.decimalValue());
    } else {
      out.append(node.asText());
    }
  }

  private void writeObject(JsonNode node) {
    Map<String, JsonNode> fields = new TreeMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    out.append('{');
    int i = 0;
    for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
      separate(i++);
      writeText(field.getKey());
      out.append(':');
      write(field.getValue());
    }
    out.append('}');
  }

  private void separate(int index) {
    if (index > 0) {
      out.append(',');
    }
  }

  private void writeText(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /**
   * The layout of Number::toString; n and k are the specification's names.
   *
   * @see <a href="https://tc39.es/ecma262/#sec-numeric-types-number-tostring">ECMA-262</a>
   */
  private void writeNumber(BigDecimal number) {
    if (number.signum() == 0) {
      out.append('0');
      return;
    }
    if (number.signum() < 0) {
      out.append('-');
    }
    BigDecimal stripped = number.abs().stripTrailingZeros();
    String digits = stripped.unscaledValue().toString();
    int k = digits.length();
    int n = k - stripped.scale();
    if (k <= n && n <= 21) {
      out.append(digits).append("0".repeat(n - k));
    } else if (0 < n && n <= 21) {
      out.append(digits, 0, n).append('.').append(digits, n, k);
    } else if (-6 < n && n <= 0) {
      out.append("0.").append("0".repeat(-n)).append(digits);
    } else {
      out.append(digits, 0, 1);
      if (k > 1) {
        out.append('.').append(digits, 1, k);
      }
      out.append('e').append(n > 0 ? "+" : "-").append(Math.abs(n - 1));
    }
  }
}
