package dev.sluice.cli.tasks;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.wire.FieldError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A task that lies here, as a directory or a ZIP. */
final class TaskFolder {
  private TaskFolder() {}

  /**
   * @throws CliFailure when there is nothing at that place
   */
  static Report report(Path path) {
    if (!Files.exists(path)) {
      throw CliFailure.usage(path + ": no such directory or file");
    }
    BundleReader reader = new BundleReader();
    return Files.isDirectory(path) ? reader.readDirectory(path) : reader.readZip(path);
  }

  /**
   * @throws CliFailure when it is no valid task; says everything that is wrong
   */
  static TaskBundle open(Path path) {
    return open(path, report(path), ExitCode.USAGE);
  }

  /**
   * As {@link #open(Path)}, of what was read already.
   *
   * @param exitCode what it means to the command that the task is not valid
   */
  static TaskBundle open(Path path, Report report, int exitCode) {
    TaskBundle bundle = report.bundle();
    if (!report.valid() || bundle == null) {
      List<String> lines = new ArrayList<>();
      lines.add(path + " is no valid task:");
      report.errors().forEach(error -> lines.add(line(error)));
      throw CliFailure.of(exitCode, lines);
    }
    return bundle;
  }

  static String line(FieldError error) {
    return "  " + error.field() + ": " + error.message() + " (" + error.code() + ")";
  }
}
