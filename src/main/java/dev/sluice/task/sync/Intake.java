package dev.sluice.task.sync;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.source.SourceException;
import dev.sluice.task.Bundles;
import dev.sluice.task.sync.ScriptCheck.Verdict;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.SyncError;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reads what is new in full, checks it, and stores its content. What cannot be taken over is
 * tallied as an error and left out; the rest goes on.
 */
@Singleton
final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);

  /** Tasks that are read or checked; some are read while the task host is busy with another. */
  private static final int AT_ONCE = 4;

  /** Each costs the retries of its source, and everybody else waits for this turn to end. */
  private static final int FAILURES_BORNE = 4;

  private final Scripts scripts;
  private final Bundles bundles;

  Intake(Scripts scripts, Bundles bundles) {
    this.scripts = scripts;
    this.bundles = bundles;
  }

  /**
   * A version that was read, checked and stored as a bundle.
   *
   * @param warnings of reading and of the script
   */
  record Taken(SyncPlan.Change change, TaskBundle bundle, List<FieldError> warnings) {}

  /** Keeps the order of what was taken. */
  Uni<List<Taken>> take(List<SyncPlan.Change> changes, Tally tally) {
    if (changes.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return bundles
        .known(changes.stream().map(change -> change.found().digest()).toList())
        .chain(known -> take(changes, known, tally))
        .call(taken -> bundles.keep(taken.stream().map(Taken::bundle).toList()));
  }

  private Uni<List<Taken>> take(List<SyncPlan.Change> changes, Set<String> known, Tally tally) {
    return Multi.createFrom()
        .iterable(changes)
        .onItem()
        .transformToUni(change -> loading(change, tally).chain(one -> checked(one, known, tally)))
        .merge(AT_ONCE)
        .collect()
        .asList()
        .map(taken -> inOrder(changes, taken));
  }

  private Uni<Optional<Taken>> loading(SyncPlan.Change change, Tally tally) {
    return Uni.createFrom()
        .item(() -> load(change, tally))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Optional<Taken> load(SyncPlan.Change change, Tally tally) {
    Found found = change.found();
    List<FieldError> known = scripts.known(found.digest()).map(Verdict::errors).orElse(List.of());
    if (!known.isEmpty()) {
      tally.error(invalid(found, known));
      return Optional.empty();
    }
    if (tally.failures(found.source()) >= FAILURES_BORNE) {
      tally.error(notTried(found));
      return Optional.empty();
    }
    try {
      return read(change, found.loader().load(), tally);
    } catch (SourceException e) {
      tally.failed(found.source());
      tally.error(
          new SyncError(found.source(), found.location(), e.code(), e.getMessage(), List.of()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.errorf(e, "task %s of source %s cannot be read", found.id(), found.source());
      tally.error(failed(found));
    }
    return Optional.empty();
  }

  private static Optional<Taken> read(SyncPlan.Change change, Report report, Tally tally) {
    Found found = change.found();
    TaskBundle bundle = report.bundle();
    if (bundle == null) {
      tally.error(invalid(found, report.errors()));
    } else if (!isAsFound(bundle, found)) {
      tally.error(changed(found));
    } else {
      return Optional.of(new Taken(change, bundle, report.warnings()));
    }
    return Optional.empty();
  }

  private Uni<Optional<Taken>> checked(Optional<Taken> loaded, Set<String> known, Tally tally) {
    return loaded
        .map(taken -> verdict(taken, known).map(verdict -> judged(taken, verdict, tally)))
        .orElseGet(() -> Uni.createFrom().item(loaded));
  }

  private Uni<Verdict> verdict(Taken taken, Set<String> known) {
    // Stored content was checked when it was stored.
    return known.contains(taken.bundle().digest())
        ? Uni.createFrom().item(Verdict.FINE)
        : scripts.check(taken.bundle());
  }

  private static Optional<Taken> judged(Taken taken, Verdict verdict, Tally tally) {
    if (!verdict.errors().isEmpty()) {
      tally.error(invalid(taken.change().found(), verdict.errors()));
      return Optional.empty();
    }
    List<FieldError> warnings = new ArrayList<>(taken.warnings());
    warnings.addAll(verdict.warnings());
    return Optional.of(new Taken(taken.change(), taken.bundle(), List.copyOf(warnings)));
  }

  private static List<Taken> inOrder(List<SyncPlan.Change> order, List<Optional<Taken>> taken) {
    Map<SyncPlan.Change, Taken> byChange = new IdentityHashMap<>();
    taken.forEach(one -> one.ifPresent(present -> byChange.put(present.change(), present)));
    return order.stream().filter(byChange::containsKey).map(byChange::get).toList();
  }

  private static boolean isAsFound(TaskBundle bundle, Found found) {
    return bundle.digest().equals(found.digest())
        && bundle.name().equals(found.name())
        && bundle.version().equals(found.version());
  }

  private static SyncError invalid(Found found, List<FieldError> errors) {
    String message = errors.size() == 1 ? "has an error" : "has " + errors.size() + " errors";
    return new SyncError(found.source(), found.location(), "invalid_task", message, errors);
  }

  private static SyncError changed(Found found) {
    String message = "changed while it was read; the next sync takes it";
    return new SyncError(found.source(), found.location(), "changed_meanwhile", message, List.of());
  }

  private static SyncError notTried(Found found) {
    String message = "was not tried: its source has stopped answering";
    return new SyncError(found.source(), found.location(), "not_tried", message, List.of());
  }

  private static SyncError failed(Found found) {
    String message = "cannot be read; the log says why";
    return new SyncError(found.source(), found.location(), "internal_error", message, List.of());
  }
}
