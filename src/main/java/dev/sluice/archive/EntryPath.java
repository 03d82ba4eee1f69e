package dev.sluice.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of entries and targets of links, which must not lead out of the directory. */
final class EntryPath {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  /** Bytes; file systems commonly allow 255 for a part and 4 096 for the whole path. */
  private static final int LONGEST_PART = 255;

  private static final int LONGEST = 2_048;

  private EntryPath() {}

  /**
   * The parts of an entry's name; none for the directory itself.
   *
   * @throws RefusedArchiveException if it leads outside, or is longer or deeper than allowed
   */
  static List<String> parts(String name, int depth) throws RefusedArchiveException {
    if (name.isEmpty() || isAbsolute(name) || hasOddCharacters(name)) {
      throw unsafe(name);
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        throw unsafe(name);
      }
      if (bytes(part) > LONGEST_PART) {
        throw RefusedArchiveException.entry("path_too_long", name, "has too long a name");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.size() > depth || bytes(name) > LONGEST) {
      throw RefusedArchiveException.entry(
          "path_too_long", name, "is deeper than " + depth + " levels, or has too long a path");
    }
    return parts;
  }

  private static RefusedArchiveException unsafe(String name) {
    return RefusedArchiveException.entry("unsafe_path", name, "is no path inside the archive");
  }

  /**
   * Whether a link stays inside. Its target climbs at most to the top, and only at its beginning: a
   * {@code ..} after another link would lead to the parent of that link's target.
   *
   * @param depth how many directories the link is in
   */
  static boolean staysInside(String target, int depth) {
    if (target.isEmpty() || isAbsolute(target) || hasOddCharacters(target)) {
      return false;
    }
    int climbs = 0;
    boolean descends = false;
    for (String part : target.split("/")) {
      if (part.equals("..")) {
        climbs++;
        if (descends || climbs > depth) {
          return false;
        }
      } else {
        descends |= !part.isEmpty() && !part.equals(".");
      }
    }
    return true;
  }

  private static boolean isAbsolute(String name) {
    return name.startsWith("/") || DRIVE.matcher(name).matches();
  }

  private static boolean hasOddCharacters(String name) {
    return name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
