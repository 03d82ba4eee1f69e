package dev.sluice.script;

import dev.sluice.text.WellFormed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding, by the sets of the URL standard.
 *
 * @see <a href="https://url.spec.whatwg.org/#percent-encoded-bytes">URL standard, 1.3</a>
 */
enum PercentCode {
  CONTROL(""),
  FRAGMENT(" \"<>`"),
  QUERY(" \"#<>"),
  SPECIAL_QUERY(" \"#<>'"),
  PATH(" \"#<>?^`{}"),
  USERINFO(" \"#<>?^`{}/:;=@[\\]|"),
  /** All but letters, digits and {@code *-._}; a space is left to the caller. */
  FORM("!\"#$%&'()+,/:;<=>?@[\\]^`{|}~");

  private final String encoded;

  PercentCode(String encoded) {
    this.encoded = encoded;
  }

  String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte b : WellFormed.of(text).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= 0x1f || c >= 0x7f || encoded.indexOf(c) >= 0) {
        hex(c, out);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void hex(int value, StringBuilder out) {
    out.append('%')
        .append(Character.toUpperCase(Character.forDigit(value >> 4, 16)))
        .append(Character.toUpperCase(Character.forDigit(value & 15, 16)));
  }

  /** Bytes for every {@code %xx}, read as UTF-8; what is no such thing stays. */
  static String decode(String text) {
    byte[] in = WellFormed.of(text).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) {
        out.write(in[i]);
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
