package dev.sluice.bundle.schema;

import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * Translates the regular expressions of JSON Schema, which are ECMAScript's with the flag {@code
 * u}, into Java's. Rewrites syntax that only ECMAScript has, and syntax that has a different
 * meaning in Java. Keeps syntax that only Java has.
 *
 * <p>Some differences remain: {@code .} does not match U+0085, a back-reference to a group that did
 * not participate fails, character properties are Java's, and Java refuses a look-behind without a
 * maximum length and group names with {@code _} or {@code $}.
 *
 * @see <a href="https://tc39.es/ecma262/#sec-patterns">ECMA-262, Patterns</a>
 */
final class EcmaScriptPattern {
  /** ECMAScript's white space and line terminators; Java's {@code \s} covers ASCII only. */
  private static final String SPACE = "\\t\\n\\x0B\\f\\r\\p{Z}\\uFEFF";

  /** A boundary of {@code \w}; the word characters of Java's {@code \b} differ, by JDK too. */
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
   * @throws java.util.regex.PatternSyntaxException if {@code regex} is not a regular expression
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
      // Java's $ also matches before a line terminator at the end.
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

  /** Escapes {@code [} and {@code &}, which in Java nest and intersect character classes. */
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

  /**
   * Java does not ignore the letter's case, so a lower-case letter would mean another character.
   */
  private void control() {
    if (isNext('a', 'z')) {
      java.append("\\c").append(Character.toUpperCase(regex.charAt(at++)));
    } else {
      java.append("\\c");
    }
  }

  /** The library maps long category names in {@code \p} only, so {@code \P} is mapped here. */
  private void property(char c) {
    int end = regex.indexOf('}', at);
    String name = isNext('{', '{') && end > 0 ? regex.substring(at, end + 1) : "";
    at += name.length();
    String known = RegularExpressions.replaceLongformCharacterProperties("\\p" + name);
    java.append('\\').append(c).append(known.substring(2));
  }

  /** Copies Java's {@code \Q…\E} unchanged: it has no special characters. */
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
