package dev.sluice.bundle.schema;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A schema's regular expression with a bound on its work: {@code (a+)+$} can take exponential time,
 * and neither the pattern nor the value is trusted.
 */
final class BoundedPattern implements RegularExpression {
  /** The number of characters that one match may read; about a tenth of a second. */
  private static final long MOST_STEPS = 10_000_000;

  private final Pattern pattern;

  /**
   * @throws java.util.regex.PatternSyntaxException if {@code regex} is not a regular expression
   */
  BoundedPattern(String regex) {
    pattern = EcmaScriptPattern.compile(regex);
  }

  /**
   * @throws TooManyStepsException if the match exceeds {@link #MOST_STEPS} or the stack: Java
   *     matches a repeated group by recursion
   */
  @Override
  public boolean matches(String value) {
    try {
      return pattern.matcher(new Counted(value, new long[] {MOST_STEPS})).find();
    } catch (StackOverflowError e) {
      throw new TooManyStepsException();
    }
  }

  /** Passes through the validation library, which catches only its own exceptions. */
  static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyStepsException() {
      super("a regular expression took too many steps", null, false, false);
    }
  }

  private record Counted(CharSequence text, long[] left) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new TooManyStepsException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
