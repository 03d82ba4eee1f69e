package dev.sluice.bench.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The {@code --name value} pairs after the name of a benchmark. */
public final class Options {
  private final Map<String, String> values = new HashMap<>();

  public Options(String[] args) {
    for (int i = 1; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("not an option with a value: " + args[i]);
      }
      values.put(args[i].substring(2), args[i + 1]);
    }
  }

  public int number(String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, String.valueOf(otherwise)));
  }

  public List<Integer> numbers(String name, String otherwise) {
    return Stream.of(values.getOrDefault(name, otherwise).split(","))
        .map(Integer::valueOf)
        .toList();
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }
}
