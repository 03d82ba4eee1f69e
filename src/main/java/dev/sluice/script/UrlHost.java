package dev.sluice.script;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hosts of URLs. Names beyond ASCII go by IDNA 2003, which the JDK has, where the standard asks for
 * UTS 46: some newer letters are refused or written differently.
 *
 * @see <a href="https://url.spec.whatwg.org/#host-parsing">URL standard, 3.5</a>
 */
final class UrlHost {
  private static final String FORBIDDEN = "\0\t\n\r #/:<>?@[\\]^|";
  private static final int IPV6_PIECES = 8;

  private UrlHost() {}

  /**
   * @return as it stands in a URL; {@code null} when it is no host
   */
  static @Nullable String parse(String text, boolean special) {
    if (text.startsWith("[")) {
      return text.endsWith("]") ? ipv6(text.substring(1, text.length() - 1)) : null;
    }
    if (!special) {
      return text.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)
          ? null
          : PercentCode.CONTROL.encode(text);
    }
    String name = ascii(PercentCode.decode(text));
    if (name == null || name.isEmpty() || name.chars().anyMatch(UrlHost::forbiddenInName)) {
      return null;
    }
    return endsInNumber(name) ? ipv4(name) : name;
  }

  private static boolean forbiddenInName(int c) {
    return FORBIDDEN.indexOf(c) >= 0 || c <= 0x1f || c == '%' || c == 0x7f;
  }

  private static @Nullable String ascii(String name) {
    if (name.chars().allMatch(c -> c < 0x80)) {
      return name.toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean endsInNumber(String name) {
    String trimmed = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String last = trimmed.substring(trimmed.lastIndexOf('.') + 1);
    return last.matches("[0-9]+|0[xX][0-9a-fA-F]*");
  }

  private static @Nullable String ipv4(String name) {
    String trimmed = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String[] parts = trimmed.split("\\.", -1);
    if (parts.length > 4) {
      return null;
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long number = number(parts[i]);
      boolean last = i == parts.length - 1;
      long most = last ? (1L << 8 * (5 - parts.length)) - 1 : 255;
      if (number < 0 || number > most) {
        return null;
      }
      address += last ? number : number << 8 * (3 - i);
    }
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  /** Decimal, hexadecimal or octal as C has it; -1 when it is none. */
  private static long number(String text) {
    boolean hex = text.matches("0[xX].*");
    boolean octal = !hex && text.length() > 1 && text.startsWith("0");
    String digits = hex ? text.substring(2) : octal ? text.substring(1) : text;
    if (digits.isEmpty()) {
      return hex ? 0 : -1;
    }
    try {
      return digits.startsWith("-") || digits.startsWith("+")
          ? -1
          : Long.parseLong(digits, hex ? 16 : octal ? 8 : 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static @Nullable String ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    List<Integer> head = pieces(gap < 0 ? text : text.substring(0, gap), gap < 0);
    List<Integer> tail = gap < 0 ? List.of() : pieces(text.substring(gap + 2), true);
    if (head == null || tail == null) {
      return null;
    }
    int missing = IPV6_PIECES - head.size() - tail.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return null;
    }
    List<Integer> all = new ArrayList<>(head);
    for (int i = 0; i < missing; i++) {
      all.add(0);
    }
    all.addAll(tail);
    return "[" + compressed(all) + "]";
  }

  private static @Nullable List<Integer> pieces(String text, boolean mayEndInIpv4) {
    List<Integer> pieces = new ArrayList<>();
    if (text.isEmpty()) {
      return pieces;
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (mayEndInIpv4 && i == parts.length - 1 && parts[i].matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
        String address = ipv4(parts[i]);
        if (address == null || parts[i].matches("(.*\\.)?0\\d.*")) {
          return null;
        }
        String[] bytes = address.split("\\.");
        pieces.add(Integer.parseInt(bytes[0]) << 8 | Integer.parseInt(bytes[1]));
        pieces.add(Integer.parseInt(bytes[2]) << 8 | Integer.parseInt(bytes[3]));
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        pieces.add(Integer.parseInt(parts[i], 16));
      } else {
        return null;
      }
    }
    return pieces;
  }

  /** The first longest run of at least two zeros becomes {@code ::}. */
  private static String compressed(List<Integer> pieces) {
    int best = -1;
    int longest = 1;
    for (int i = 0; i < IPV6_PIECES; i++) {
      int length = 0;
      while (i + length < IPV6_PIECES && pieces.get(i + length) == 0) {
        length++;
      }
      if (length > longest) {
        best = i;
        longest = length;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < IPV6_PIECES; i++) {
      if (i == best) {
        out.append(i == 0 ? "::" : ":");
        i += longest - 1;
      } else {
        out.append(Integer.toHexString(pieces.get(i))).append(i < IPV6_PIECES - 1 ? ":" : "");
      }
    }
    return out.toString();
  }
}
