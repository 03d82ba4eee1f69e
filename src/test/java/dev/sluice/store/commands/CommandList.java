package dev.sluice.store.commands;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The rows of the guide to the commands, and of the list of those that only tests send. */
record CommandList(List<Row> server, List<Row> tests) {
  static final Path GUIDE = Path.of("src/site/markdown/store-commands.md");
  static final Path OF_TESTS = Path.of("src/test/resources/commands-of-tests.md");

  /** The cells that make up a shape. */
  private static final int SHAPE = 5;

  /**
   * @param shape as {@link CommandShape#row} writes it
   * @param more the cells after those of the shape
   */
  record Row(String shape, List<String> cells, List<String> more) {
    static Row of(String line) {
      List<String> cells = Arrays.stream(line.strip().split("\\|")).map(String::strip).toList();
      List<String> shape = cells.subList(1, SHAPE + 1);
      return new Row(
          "| " + String.join(" | ", shape) + " |", shape, cells.subList(SHAPE + 1, cells.size()));
    }
  }

  static CommandList read() {
    return new CommandList(rows(GUIDE), rows(OF_TESTS));
  }

  boolean contains(String shape) {
    return server.stream().anyMatch(row -> row.shape().equals(shape))
        || tests.stream().anyMatch(row -> row.shape().equals(shape));
  }

  private static List<Row> rows(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("| ") && line.split("\\|").length > SHAPE)
          .filter(line -> !line.startsWith("| command |"))
          .map(Row::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
