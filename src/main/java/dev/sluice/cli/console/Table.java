package dev.sluice.cli.console;

import dev.sluice.text.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Aligned columns under a heading, two spaces apart. The last column is cut so that a line fits the
 * width in {@code COLUMNS}, or else at {@value #LAST} characters.
 */
public final class Table {
  private static final int LAST = 60;

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  public Table(String... heading) {
    this.columns = heading.length;
    rows.add(List.of(heading));
  }

  public void row(String... cells) {
    rows.add(Arrays.stream(cells).map(text -> Printable.clean(text, " ")).toList());
  }

  public void printTo(PrintStream out, Map<String, String> variables) {
    int[] widths = widths();
    int before = Arrays.stream(widths).limit(columns - 1L).map(w -> w + 2).sum();
    int last = lastWidth(variables.getOrDefault("COLUMNS", ""), before);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < columns - 1; i++) {
        text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(Format.shorten(row.get(columns - 1), last).stripTrailing()).append('\n');
    }
    out.print(text);
    out.flush();
  }

  private int[] widths() {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static int lastWidth(String terminal, int before) {
    try {
      return Math.max(10, Integer.parseInt(terminal) - before);
    } catch (NumberFormatException e) {
      return LAST;
    }
  }
}
