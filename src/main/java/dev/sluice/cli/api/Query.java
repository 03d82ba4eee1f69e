package dev.sluice.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The query of a URL, parameter by parameter. */
public final class Query {
  private final StringBuilder text = new StringBuilder();

  /** Adds a parameter, unless {@code value} is null. */
  public Query add(String name, @Nullable Object value) {
    return value == null ? this : append(name + "=" + encode(value.toString()));
  }

  /** Adds the parameters of {@code other}. */
  Query addAll(Query other) {
    return other.text.isEmpty() ? this : append(other.text.toString());
  }

  private Query append(String parameters) {
    text.append(text.isEmpty() ? "" : "&").append(parameters);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** Percent-encodes {@code text} for use in a path segment or a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
