package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Looks for what no job may leave behind. */
final class Leftovers {
  private Leftovers() {}

  /**
   * @param workers as the server lists them
   */
  static void reservations(JsonNode workers, Oracle oracle) {
    for (JsonNode worker : workers.path("items")) {
      boolean free =
          worker.path("reserved_cpu").asDouble() == 0
              && worker.path("reserved_ram_mb").asLong() == 0
              && worker.path("running").isEmpty();
      if (!free) {
        oracle.violated("reservations return to zero", "", "%s", worker);
      }
    }
  }

  /** Looks for processes of jobs: their command names the directory of the effects. */
  static void processes(Path effects, Oracle oracle) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        String command = commandLine(process);
        if (command.contains(effects.toString())) {
          oracle.violated("nothing is left running", "", "%s: %s", process, command);
        }
      }
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
