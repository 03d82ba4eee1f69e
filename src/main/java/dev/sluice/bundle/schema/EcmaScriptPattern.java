package dev.sluice.bundle.schema;

import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A regular expression as JSON Schema means it, which is ECMAScript's with the flag {@code u}, in
 * Java's words: what both write alike and mean otherwise is rewritten, and so is what only
 * ECMAScript has. What only Java has is left as it is.
 *
 * <p>Some things stay Java's: {@code .} does not match U+0085, a reference to a group that took no
 * part fails, properties of characters are those that Java has by that name, and a look-behind
 * without a greatest length is refused, as are names of groups with {@code _} or {@code $}.
 *
 * @see <a href="https://tc39.es/ecma262/#sec-patterns">ECMA-262, Patterns</a>
 */
final class EcmaScriptPattern {
  /** White space and line terminators; Java's {@code \s} is ASCII's. */
  private static final String SPACE = "\\t\\n\\x0B\\f\\r\\p{Z}\\uFEFF";

  /** As {@code \w} has words: Java's {@code \b} has others, and other ones before JDK 19. */
  private static final String BOUNDARY = "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))";

  private static final String NO_BOUNDARY = "(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))";

  private final String regex;
  private final StringBuilder java = new StringBuilder();
  private int at;
  private boolean inClass;

  private EcmaScriptPattern(String regex) {
    this.regex = regex;
  }

  /**
   * @throws java.util.regex.PatternSyntaxException if it is none
   */
  static Pattern compile(String regex) {
    return Pattern.compile(toJava(regex));
  }

  private static String toJava(String regex) {
    EcmaScriptPattern pattern = new EcmaScriptPattern(regex);
    while (pattern.at < regex.length()) {
      pattern.next();
    }
    return pattern.java.toString();
  }

  private void next() {
    char c = regex.charAt(at++);
    if (c == '\\' && at < regex.length()) {
      escape(regex.charAt(at++));
    } else if (inClass) {
      member(c);
    } else if (c == '[') {
      openClass();
    } else {
      // Java's would also match before a line terminator that is last.
      java.append(c == '$' ? "\\z" : c);
    }
  }

  private void openClass() {
    if (skip("^]")) {
      java.append("[\\x{0}-\\x{10FFFF}]");
    } else if (skip("]")) {
      java.append("(?!)");
    } else {
      inClass = true;
      java.append(skip("^") ? "[^" : "[");
    }
  }

  /** Java has classes in classes and intersections of them, for which these two stand. */
  private void member(char c) {
    inClass = c != ']';
    java.append(c == '[' || c == '&' ? "\\" : "").append(c);
  }

  private void escape(char c) {
    switch (c) {
      case 's' -> java.append('[').append(SPACE).append(']');
      case 'S' -> java.append("[^").append(SPACE).append(']');
      case 'v' -> java.append("\\x0B");
      case 'b' -> java.append(inClass ? "\\x08" : BOUNDARY);
      case 'B' -> java.append(inClass ? "\\B" : NO_BOUNDARY);
      case 'c' -> control();
      case '0' -> java.append(isNext('0', '9') ? "\\0" : "\\x00");
      case 'u' -> java.append(isNext('{', '{') ? "\\x" : "\\u");
      case 'p', 'P' -> property(c);
      case 'Q' -> quotation(at - 2);
      default -> java.append('\\').append(c);
    }
  }

  /** Java takes the letter as it is, and so a small one for another character. */
  private void control() {
    if (isNext('a', 'z')) {
      java.append("\\c").append(Character.toUpperCase(regex.charAt(at++)));
    } else {
      java.append("\\c");
    }
  }

  /** The library knows the long names of categories, but not of their complements. */
  private void property(char c) {
    int end = regex.indexOf('}', at);
    String name = isNext('{', '{') && end > 0 ? regex.substring(at, end + 1) : "";
    at += name.length();
    String known = RegularExpressions.replaceLongformCharacterProperties("\\p" + name);
    java.append('\\').append(c).append(known.substring(2));
  }

  /** Of Java alone; within it nothing has a meaning. */
  private void quotation(int from) {
    int end = regex.indexOf("\\E", at);
    at = end < 0 ? regex.length() : end + 2;
    java.append(regex, from, at);
  }

  private boolean skip(String text) {
    boolean there = regex.startsWith(text, at);
    at += there ? text.length() : 0;
    return there;
  }

  private boolean isNext(char first, char last) {
    return at < regex.length() && regex.charAt(at) >= first && regex.charAt(at) <= last;
  }
}
