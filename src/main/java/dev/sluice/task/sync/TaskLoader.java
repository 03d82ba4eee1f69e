package dev.sluice.task.sync;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.SourceException;
import dev.sluice.task.Bundles;
import dev.sluice.task.ScriptChecker;
import dev.sluice.task.ScriptChecker.Verdict;
import dev.sluice.task.sync.SyncPlan.Change;
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
 * Loads new content in full, checks it, and stores its bundle. A task that fails is reported as an
 * error and left out; the others go on.
 */
@Singleton
final class TaskLoader {
  private static final Logger LOG = Logger.getLogger(TaskLoader.class);

  /** Tasks in work: the loader reads some while the task host checks another. */
  private static final int AT_ONCE = 4;

  /** Each failure costs the retries of its source, and delays the sync of the other sources. */
  private static final int MOST_FAILURES = 4;

  private final ScriptChecker scripts;
  private final Bundles bundles;

  TaskLoader(ScriptChecker scripts, Bundles bundles) {
    this.scripts = scripts;
    this.bundles = bundles;
  }

  /**
   * A version that was loaded and checked, and whose bundle is stored.
   *
   * @param warnings of reading and of the script
   */
  record Loaded(Change change, TaskBundle bundle, List<FieldError> warnings) {}

  /** Keeps the order of {@code changes}. */
  Uni<List<Loaded>> load(List<Change> changes, SyncReport report) {
    if (changes.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return bundles
        .known(changes.stream().map(change -> change.found().digest()).toList())
        .chain(known -> load(changes, known, report))
        .call(loaded -> bundles.keep(loaded.stream().map(Loaded::bundle).toList()));
  }

  private Uni<List<Loaded>> load(List<Change> changes, Set<String> known, SyncReport report) {
    return Multi.createFrom()
        .iterable(changes)
        .onItem()
        .transformToUni(change -> loadOne(change, known, report))
        .merge(AT_ONCE)
        .collect()
        .asList()
        .map(loaded -> inOrder(changes, loaded));
  }

  private Uni<Loaded> loadOne(Change change, Set<String> known, SyncReport report) {
    return Uni.createFrom()
        .optional(() -> read(change, report))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onItem()
        .ifNotNull()
        .transformToUni(
            loaded ->
                verdict(loaded, known)
                    .chain(verdict -> Uni.createFrom().optional(judged(loaded, verdict, report))));
  }

  private Optional<Loaded> read(Change change, SyncReport report) {
    DiscoveredTask found = change.found();
    List<FieldError> known = scripts.known(found.digest()).map(Verdict::errors).orElse(List.of());
    if (!known.isEmpty()) {
      report.error(invalid(found, known));
      return Optional.empty();
    }
    if (report.failures(found.source()) >= MOST_FAILURES) {
      report.error(error(found, "not_tried", "was not tried: its source stopped answering"));
      return Optional.empty();
    }
    try {
      return accept(change, found.loader().load(), report);
    } catch (SourceException e) {
      report.failed(found.source());
      report.error(error(found, e.code(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.errorf(e, "task %s of source %s cannot be read", found.id(), found.source());
      report.error(
          error(found, "internal_error", "cannot be read; the server's log has the cause"));
    }
    return Optional.empty();
  }

  private static Optional<Loaded> accept(Change change, Report read, SyncReport report) {
    DiscoveredTask found = change.found();
    TaskBundle bundle = read.bundle();
    if (bundle == null) {
      report.error(invalid(found, read.errors()));
    } else if (!isAsFound(bundle, found)) {
      report.error(
          error(
              found,
              "changed_meanwhile",
              "changed while it was read; the next sync reads it again"));
    } else {
      return Optional.of(new Loaded(change, bundle, read.warnings()));
    }
    return Optional.empty();
  }

  private Uni<Verdict> verdict(Loaded loaded, Set<String> known) {
    // Stored content was checked when it was stored.
    return known.contains(loaded.bundle().digest())
        ? Uni.createFrom().item(Verdict.FINE)
        : scripts.checkOnce(loaded.bundle());
  }

  private static Optional<Loaded> judged(Loaded loaded, Verdict verdict, SyncReport report) {
    if (!verdict.errors().isEmpty()) {
      report.error(invalid(loaded.change().found(), verdict.errors()));
      return Optional.empty();
    }
    List<FieldError> warnings = new ArrayList<>(loaded.warnings());
    warnings.addAll(verdict.warnings());
    return Optional.of(new Loaded(loaded.change(), loaded.bundle(), List.copyOf(warnings)));
  }

  private static List<Loaded> inOrder(List<Change> order, List<Loaded> loaded) {
    Map<Change, Loaded> byChange = new IdentityHashMap<>();
    loaded.forEach(one -> byChange.put(one.change(), one));
    return order.stream().filter(byChange::containsKey).map(byChange::get).toList();
  }

  private static boolean isAsFound(TaskBundle bundle, DiscoveredTask found) {
    return bundle.digest().equals(found.digest())
        && bundle.name().equals(found.name())
        && bundle.version().equals(found.version());
  }

  private static SyncError invalid(DiscoveredTask found, List<FieldError> errors) {
    String message = errors.size() == 1 ? "has an error" : "has " + errors.size() + " errors";
    return new SyncError(found.source(), found.location(), "invalid_task", message, errors);
  }

  private static SyncError error(DiscoveredTask found, String code, String message) {
    return new SyncError(found.source(), found.location(), code, message, List.of());
  }
}
