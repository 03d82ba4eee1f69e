package dev.sluice.cli;

import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a job runs: the first cancels the job and lets its last words come, the second
 * leaves at once. A signal that comes before the job is known is kept until it is.
 */
final class Interrupts {
  private final Environment env;
  private final Runnable beforeLeaving;
  private int signals;
  private @Nullable Api api;
  private @Nullable String jobId;

  /**
   * @param beforeLeaving tidies up when the second signal ends the process
   */
  Interrupts(Environment env, Runnable beforeLeaving) {
    this.env = env;
    this.beforeLeaving = beforeLeaving;
  }

  /** A handler of signals; called on a thread of its own. */
  void signal() {
    int count;
    synchronized (this) {
      count = ++signals;
    }
    if (count == 1) {
      env.terminal().say("cancelling; interrupt once more to leave without waiting");
      cancel();
    } else {
      beforeLeaving.run();
      env.process().exitNow(ExitCode.CANCELLED);
    }
  }

  synchronized boolean signalled() {
    return signals > 0;
  }

  /** From here on there is something to cancel. */
  void submitted(Api server, String job) {
    boolean late;
    synchronized (this) {
      api = server;
      jobId = job;
      late = signals > 0;
    }
    if (late) {
      cancel();
    }
  }

  private void cancel() {
    Api server;
    String job;
    synchronized (this) {
      server = api;
      job = jobId;
    }
    if (server == null || job == null) {
      return;
    }
    try {
      server.post(CancelCommand.path(job));
    } catch (CliFailure e) {
      e.lines().forEach(env.terminal()::say);
    }
  }
}
