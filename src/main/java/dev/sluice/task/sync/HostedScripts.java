package dev.sluice.task.sync;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.host.CheckOutcome;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.time.Timers;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobError;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Asks a task host of the server's own: scripts from outside never run in this JVM. The host is
 * started when there is something to check and ended when there was nothing for a while.
 */
@Singleton
final class HostedScripts implements ScriptCheck {
  private static final Logger LOG = Logger.getLogger(HostedScripts.class);

  /** A host that cannot be started is not tried again for every task of a large source. */
  private static final long TRY_AGAIN_MS = 60_000;

  private final TaskHosts hosts = new TaskHosts(HostSettings.defaults().forChecks());
  private final Timers timers;
  private volatile boolean failed;
  private volatile long failedAt;

  HostedScripts(Timers timers) {
    this.timers = timers;
  }

  @Override
  public Uni<Verdict> check(TaskBundle bundle) {
    return Uni.createFrom()
        .item(() -> checkNow(bundle))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Verdict checkNow(TaskBundle bundle) {
    if (failed && timers.millisSince(failedAt) < TRY_AGAIN_MS) {
      return unchecked();
    }
    try {
      CheckOutcome outcome = hosts.check(bundle.name() + "/main.js", bundle.script());
      failed = false;
      return verdict(outcome);
    } catch (HostFailure e) {
      giveUpForNow();
      LOG.warnf("scripts of tasks are not checked: %s", e.getMessage());
    } catch (RuntimeException e) {
      giveUpForNow();
      LOG.error("scripts of tasks are not checked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return unchecked();
  }

  private void giveUpForNow() {
    failedAt = timers.nanoTime();
    failed = true;
  }

  private static Verdict verdict(CheckOutcome outcome) {
    JobError error = outcome.error();
    return error == null
        ? Verdict.FINE
        : Verdict.broken(
            List.of(
                new FieldError("script", "invalid_script", error.code() + ": " + error.message())));
  }

  private static Verdict unchecked() {
    return Verdict.unchecked("was not checked: no task host could be started on this server");
  }

  @PreDestroy
  void close() {
    hosts.close();
  }
}
