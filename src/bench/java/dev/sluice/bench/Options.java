package dev.sluice.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code --name value} pairs behind the name of a benchmark. */
final class Options {
  private final Map<String, String> values = new HashMap<>();

  Options(String[] args) {
    for (int i = 1; i + 1 < args.length; i += 2) {
      if (!args[i].startsWith("--")) {
        throw new IllegalArgumentException("not an option: " + args[i]);
      }
      values.put(args[i].substring(2), args[i + 1]);
    }
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, String.valueOf(otherwise)));
  }

  List<Integer> numbers(String name, String otherwise) {
    return Stream.of(values.getOrDefault(name, otherwise).split(","))
        .map(Integer::valueOf)
        .toList();
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }
}
