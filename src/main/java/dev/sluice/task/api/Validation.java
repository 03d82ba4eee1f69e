package dev.sluice.task.api;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.Zips;
import dev.sluice.task.sync.ScriptCheck;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.TaskReport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Says of a ZIP whether it is a task that could be run; nothing of it is stored. */
@Singleton
final class Validation {
  private final BundleReader reader;
  private final ScriptCheck scripts;

  Validation(TaskConfig config, ScriptCheck scripts) {
    this.reader = new BundleReader(config.bundleLimits());
    this.scripts = scripts;
  }

  /** A ZIP that is none is reported on as well: that is what was asked. */
  Uni<TaskReport> of(byte[] zip) {
    return Uni.createFrom()
        .item(() -> Zips.read(reader, zip))
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
