package dev.sluice.token;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A permission of the bearer of a token. No scope includes another. */
public enum Scope {
  /** Submit, start, cancel and retry jobs. */
  SUBMIT,
  /** Read jobs, their output, workers and tasks. */
  READ,
  /** Drain and remove workers, and synchronize task sources. */
  OPERATE,
  /** Register a worker and fetch the bundles of tasks. */
  AGENT,
  /** Copy the embedded store, secrets of jobs included. */
  BACKUP;

  /** All of them, as {@code submit, read, operate, agent, backup}. */
  public static final String NAMES =
      Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "));

  /** As in files, options and answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names of some scopes in a fixed order. */
  public static String text(Set<Scope> scopes, String separator) {
    return scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(separator));
  }

  /** Empty if no scope has this name. */
  public static Optional<Scope> of(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text().equals(text)).findAny();
  }
}
