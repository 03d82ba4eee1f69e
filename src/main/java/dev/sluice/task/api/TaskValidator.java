package dev.sluice.task.api;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.task.ScriptChecker;
import dev.sluice.task.TaskConfig;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.TaskReport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Validates a ZIP as a task without storing it. */
@Singleton
final class TaskValidator {
  private final BundleReader reader;
  private final ScriptChecker scripts;

  TaskValidator(TaskConfig config, ScriptChecker scripts) {
    this.reader = new BundleReader(config.bundleLimits());
    this.scripts = scripts;
  }

  /** An invalid ZIP is a report with errors, not a failure. */
  Uni<TaskReport> validate(byte[] zip) {
    return Uni.createFrom()
        .item(() -> reader.readZip(zip))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(this::withScript);
  }

  private Uni<TaskReport> withScript(Report report) {
    TaskBundle bundle = report.bundle();
    if (bundle == null) {
      return Uni.createFrom()
          .item(new TaskReport(false, null, null, null, report.errors(), report.warnings()));
    }
    return scripts
        .check(bundle)
        .map(
            verdict -> {
              List<FieldError> warnings = new ArrayList<>(report.warnings());
              warnings.addAll(verdict.warnings());
              return new TaskReport(
                  verdict.errors().isEmpty(),
                  bundle.name(),
                  bundle.version().toString(),
                  bundle.digest(),
                  verdict.errors(),
                  warnings);
            });
  }
}
