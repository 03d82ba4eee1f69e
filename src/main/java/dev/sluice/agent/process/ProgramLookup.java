package dev.sluice.agent.process;

import dev.sluice.agent.run.Refusal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds a program as {@code execvp} would, to tell in advance what its failure would not say. */
final class ProgramLookup {
  /** By the convention of shells. */
  private static final int NOT_FOUND = 127;

  private static final int NOT_EXECUTABLE = 126;

  private ProgramLookup() {}

  /**
   * @param directory a name with a slash is relative to it
   * @param path the search path of the process to be
   * @throws Refusal when there is no such program, or none that may be executed
   */
  static void check(String program, Path directory, String path) throws Refusal {
    boolean seen = false;
    String[] places = program.contains("/") ? new String[] {""} : path.split(":", -1);
    for (String place : places) {
      try {
        Path candidate = directory.resolve(place).resolve(program);
        if (Files.isRegularFile(candidate)) {
          if (Files.isExecutable(candidate)) {
            return;
          }
          seen = true;
        }
      } catch (InvalidPathException e) {
        // not a place that could be looked at
      }
    }
    throw seen
        ? new Refusal("command_not_executable", program + ": permission denied", NOT_EXECUTABLE)
        : new Refusal("command_not_found", program + ": not found", NOT_FOUND);
  }
}
