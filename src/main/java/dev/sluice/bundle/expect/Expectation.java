package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the run of a test must end. */
public sealed interface Expectation {

  /**
   * The task must return a value.
   *
   * @param output the value, with placeholders; null if only the assertions say what it must be
   * @param partial whether objects may have more fields than those of {@code output}
   */
  record Returns(@Nullable JsonNode output, boolean partial, List<Assertion> assertions)
      implements Expectation {
    public Returns {
      assertions = List.copyOf(assertions);
    }

    /** Describes the first difference; empty if the value is as expected. */
    public String difference(JsonNode value) {
      Stream<String> whole =
          output == null
              ? Stream.of()
              : Stream.of(new ExpectedValue(partial).differs(output, value, "output"));
      return Stream.concat(whole, assertions.stream().map(each -> each.difference(value)))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  /**
   * The task must throw, or a limit must end it. Null parts match any error.
   *
   * @param text must be part of the error's message or of its class name
   * @param type the class name
   * @param message must be part of the message
   */
  record Throws(@Nullable String text, @Nullable String type, @Nullable String message)
      implements Expectation {
    static final Throws ANY = new Throws(null, null, null);

    static Throws text(String text) {
      return new Throws(text, null, null);
    }

    /** Describes the difference; empty if the error is the expected one. */
    public String difference(String code, String actual) {
      boolean matches =
          (text == null || code.contains(text) || actual.contains(text))
              && (type == null || type.equals(code))
              && (message == null || actual.contains(message));
      return matches ? "" : code + ": " + actual + ", expected " + this;
    }

    /** As a message names it. */
    @Override
    public String toString() {
      if (text != null) {
        return text;
      }
      String both = String.join(": ", Stream.of(type, message).filter(Objects::nonNull).toList());
      return both.isEmpty() ? "an error" : both;
    }
  }
}
