package dev.sluice.source;

import java.util.Map;
import java.util.TreeMap;

/**
 * A source as configured.
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param type {@code filesystem}, {@code http} or {@code git}
 * @param values the settings of the type, by names in kebab-case
 */
public record SourceSettings(String name, String type, Map<String, String> values) {

  public SourceSettings {
    values = Map.copyOf(values);
  }

  /** The names only: a value may be a credential. */
  @Override
  public String toString() {
    return "SourceSettings[" + name + ", " + type + ", " + new TreeMap<>(values).keySet() + "]";
  }
}
