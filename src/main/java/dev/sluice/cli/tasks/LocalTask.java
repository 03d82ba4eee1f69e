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

/** Reads a task from a directory or a ZIP file on this machine. */
final class LocalTask {
  private LocalTask() {}

  /**
   * @throws CliFailure if there is no such file or directory
   */
  static Report report(Path path) {
    if (!Files.exists(path)) {
      throw CliFailure.usage(path + ": no such directory or file");
    }
    BundleReader reader = new BundleReader();
    return Files.isDirectory(path) ? reader.readDirectory(path) : reader.readZip(path);
  }

  /**
   * @throws CliFailure if the task is not valid, with every error
   */
  static TaskBundle open(Path path) {
    return open(path, report(path), ExitCode.USAGE);
  }

  /**
   * As {@link #open(Path)}, from a report.
   *
   * @param exitCode of the failure
   */
  static TaskBundle open(Path path, Report report, int exitCode) {
    TaskBundle bundle = report.bundle();
    if (!report.valid() || bundle == null) {
      List<String> lines = new ArrayList<>();
      lines.add(path + " is not a valid task:");
      report.errors().forEach(error -> lines.add(line(error)));
      throw CliFailure.of(exitCode, lines);
    }
    return bundle;
  }

  static String line(FieldError error) {
    return "  " + error.field() + ": " + error.message() + " (" + error.code() + ")";
  }
}
