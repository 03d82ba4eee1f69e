package dev.sluice.bench.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes realistic tasks of five files each, all different. */
final class TaskTrees {
  /** The number of tags; each task has one of them. */
  static final int KINDS = 50;

  /** The number of consecutive tasks that share a word of their descriptions. */
  static final int LOT = 500;

  private static final String METADATA =
      """
      {
        "uuid": "%s",
        "name": "%s",
        "version": "%s",
        "label": "Order lines, variant %d",
        "description": "Adds up the lines of an order and applies the rates of area-%d, lot-%d.",
        "tags": ["orders", "kind-%d"],
        "category": "billing",
        "author": "bench",
        "license": "Apache-2.0",
        "created_at": "2026-01-01T00:00:00Z",
        "timeout": 30,
        "memory_limit": "64MB"
      }
      """;

  private static final String SCRIPT =
      """
      // The total of an order: lines, then discount, then tax.
      const RATES = { standard: 0.%d, reduced: 0.07, none: 0 };
      const THRESHOLD = %d;

      function lineTotal(line) {
        const rate = RATES[line.rate ?? 'standard'];
        if (rate === undefined) {
          throw new ValidationError(`no rate is called ${line.rate}`);
        }
        const net = line.price * line.count;
        return { net, tax: net * rate };
      }

      function discounted(total) {
        return total.net > THRESHOLD ? { net: total.net * 0.98, tax: total.tax * 0.98 } : total;
      }

      function rounded(amount) {
        return Math.round(amount * 100) / 100;
      }

      function main({ lines }, context) {
        const totals = lines.map((line, i) => {
          reportProgress({ progress: (i + 1) / lines.length, step: `line ${i + 1}` });
          return lineTotal(line);
        });
        const sum = totals.reduce(
          (all, each) => ({ net: all.net + each.net, tax: all.tax + each.tax }),
          { net: 0, tax: 0 },
        );
        const { net, tax } = discounted(sum);
        console.log(`${context.executionId}: ${lines.length} lines`);
        return { net: rounded(net), tax: rounded(tax), gross: rounded(net + tax) };
      }
      main;
      """;

  private static final String INPUT =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
          "lines": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "price": { "type": "number", "minimum": 0 },
                "count": { "type": "integer", "minimum": 1 },
                "rate": { "enum": ["standard", "reduced", "none"] }
              },
              "required": ["price", "count"]
            }
          }
        },
        "required": ["lines"]
      }
      """;

  private static final String OUTPUT =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
          "net": { "type": "number" },
          "tax": { "type": "number" },
          "gross": { "type": "number" }
        },
        "required": ["net", "tax", "gross"]
      }
      """;

  private static final String TEST =
      """
      {
        "input": { "lines": [{ "price": 2, "count": 3, "rate": "none" }] },
        "expected_output": { "net": 6, "tax": 0, "gross": 6 }
      }
      """;

  private TaskTrees() {}

  /** Writes {@code count} tasks in version 1.0.0, named by {@link #name}. */
  static void many(Path directory, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write(directory.resolve(name(i)), name(i), "1.0.0", i);
    }
  }

  static String name(int number) {
    return "order-%05d".formatted(number);
  }

  /** Writes {@code count} versions of one task, numbered by {@link #version}. */
  static void versions(Path directory, String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write(directory.resolve(version(i)), name, version(i), i);
    }
  }

  static String version(int number) {
    return "1.%d.%d".formatted(number / 20, number % 20);
  }

  private static void write(Path task, String name, String version, int number) throws IOException {
    Files.createDirectories(task.resolve("tests"));
    text(task.resolve("metadata.json"), metadata(name, version, number));
    text(task.resolve("main.js"), script(number));
    text(task.resolve("input.schema.json"), INPUT);
    text(task.resolve("output.schema.json"), OUTPUT);
    text(task.resolve("tests").resolve("test-001.json"), TEST);
  }

  /** Overwrites the script in place, as most editors do. */
  static void saveScript(Path directory, int task, int edit) throws IOException {
    text(directory.resolve(name(task)).resolve("main.js"), script(1_000_000 + edit));
  }

  /** Writes another version beside the file and moves it into place, as other editors do. */
  static void saveVersion(Path directory, int task, String version) throws IOException {
    Path file = directory.resolve(name(task)).resolve("metadata.json");
    Path beside = file.resolveSibling("metadata.json~");
    text(beside, metadata(name(task), version, task));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String metadata(String name, String version, int number) {
    UUID uuid = UUID.nameUUIDFromBytes((name + version).getBytes(StandardCharsets.UTF_8));
    return METADATA.formatted(
        uuid, name, version, number, number % 7, number / LOT, number % KINDS);
  }

  private static String script(int number) {
    return SCRIPT.formatted(10 + number % 10, number);
  }

  private static void text(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
