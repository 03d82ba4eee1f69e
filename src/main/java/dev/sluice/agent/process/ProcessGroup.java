package dev.sluice.agent.process;

import dev.sluice.agent.call.Threads;
import dev.sluice.agent.run.Stoppable;

/** A process with all that it starts, and the way it is ended. */
final class ProcessGroup implements Stoppable {
  private final Process process;
  private final ProcessSignals signals;
  private final Threads threads;
  private boolean asked;
  private boolean killed;

  ProcessGroup(Process process, ProcessSignals signals, Threads threads) {
    this.process = process;
    this.signals = signals;
    this.threads = threads;
    signals.adopt(process);
  }

  @Override
  public void stop(long graceMs) {
    if (graceMs <= 0) {
      kill();
      return;
    }
    synchronized (this) {
      if (!asked) {
        asked = true;
        signals.terminate(process);
      }
    }
    threads.later(graceMs, this::kill);
  }

  private synchronized void kill() {
    if (!killed) {
      killed = true;
      signals.kill(process);
    }
  }

  /** Whether it was asked to end and its grace is not over. */
  synchronized boolean inGrace() {
    return asked && !killed;
  }

  synchronized boolean stopped() {
    return asked || killed;
  }

  /** The main process and its pipes have ended, or shall: kills what is left of the group. */
  synchronized void end() {
    killed = true;
    signals.release(process);
  }
}
