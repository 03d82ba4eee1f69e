package dev.sluice.task;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.time.Timers;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobError;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a task's script parses and yields something to call. A task host of the server's own
 * does the check, because a script from outside never runs in this JVM. The host starts with the
 * first check and ends when it is idle for a while.
 */
@Singleton
public final class ScriptChecker {
  private static final Logger LOG = Logger.getLogger(ScriptChecker.class);
  private static final int REMEMBERED = 20_000;

  /** After a failure to start the host, the other tasks of a large source do not try it again. */
  private static final long TRY_AGAIN_MS = 60_000;

  private final Host host;
  private final Runnable stopHost;
  private final Timers timers;
  private final Cache<String, Verdict> verdicts =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private volatile boolean failed;
  private volatile long failedAt;

  /** Checks one script, as {@link TaskHosts#check}; blocks until the check is done. */
  @FunctionalInterface
  interface Host {
    @Nullable JobError check(String file, String script) throws HostFailure, InterruptedException;
  }

  /**
   * The result of a check.
   *
   * @param isFinal whether another check of the same script would give the same result
   * @param errors keep the task from being used
   * @param warnings do not
   */
  public record Verdict(boolean isFinal, List<FieldError> errors, List<FieldError> warnings) {
    public static final Verdict FINE = new Verdict(true, List.of(), List.of());

    private static Verdict of(@Nullable JobError error) {
      return error == null
          ? FINE
          : new Verdict(
              true,
              List.of(
                  new FieldError(
                      "script", "invalid_script", error.code() + ": " + error.message())),
              List.of());
    }

    /** The task is accepted as it is. */
    private static Verdict unchecked() {
      String message = "was not checked: no task host could be started on this server";
      return new Verdict(
          false, List.of(), List.of(new FieldError("script", "script_unchecked", message)));
    }
  }

  @Inject
  ScriptChecker(Timers timers) {
    this(new TaskHosts(HostSettings.defaults().forChecks()), timers);
  }

  private ScriptChecker(TaskHosts hosts, Timers timers) {
    this(hosts::check, hosts::close, timers);
  }

  ScriptChecker(Host host, Runnable stopHost, Timers timers) {
    this.host = host;
    this.stopHost = stopHost;
    this.timers = timers;
  }

  /** Records that the scripts of tasks with this digest need no check. */
  public void vouchFor(String digest) {
    verdicts.put(digest, Verdict.FINE);
  }

  /** The final verdict of an earlier check, by digest of the task. */
  public Optional<Verdict> known(String digest) {
    return Optional.ofNullable(verdicts.getIfPresent(digest));
  }

  /** As {@link #check}, but does not repeat a check of the same task. Never fails. */
  public Uni<Verdict> checkOnce(TaskBundle bundle) {
    return Uni.createFrom()
        .optional(known(bundle.digest()))
        .onItem()
        .ifNull()
        .switchTo(() -> check(bundle).invoke(verdict -> remember(bundle, verdict)));
  }

  /** Never fails: without a host the verdict is a warning. */
  public Uni<Verdict> check(TaskBundle bundle) {
    return Uni.createFrom()
        .item(() -> checkNow(bundle))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private void remember(TaskBundle bundle, Verdict verdict) {
    if (verdict.isFinal()) {
      verdicts.put(bundle.digest(), verdict);
    }
  }

  private Verdict checkNow(TaskBundle bundle) {
    if (failed && timers.millisSince(failedAt) < TRY_AGAIN_MS) {
      return Verdict.unchecked();
    }
    try {
      JobError error = host.check(bundle.name() + "/main.js", bundle.script());
      failed = false;
      return Verdict.of(error);
    } catch (HostFailure e) {
      pause();
      LOG.warnf("scripts of tasks are not checked: %s", e.getMessage());
    } catch (RuntimeException e) {
      pause();
      LOG.error("scripts of tasks are not checked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Verdict.unchecked();
  }

  private void pause() {
    failedAt = timers.nanoTime();
    failed = true;
  }

  @PreDestroy
  void close() {
    stopHost.run();
  }
}
