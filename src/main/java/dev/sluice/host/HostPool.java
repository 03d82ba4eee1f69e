package dev.sluice.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the task hosts, idle and busy. It hands out the host that was used last: that one is the
 * warmest, and the others can reach their idle time and end.
 */
final class HostPool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HostPool.class.getName());

  /** Starts a host; may take seconds. */
  interface Starter {
    TaskHost start(int heapMb) throws HostFailure;
  }

  private final HostSettings settings;
  private final HostTimer timer;
  private final Starter starter;
  private final ArrayDeque<TaskHost> idle = new ArrayDeque<>();
  private final Set<TaskHost> busy = new HashSet<>();
  private int starting;
  private boolean startingAhead;
  private boolean closed;
  private long tick;
  private boolean ticking;

  HostPool(HostSettings settings, HostTimer timer, Starter starter) {
    this.settings = settings;
    this.timer = timer;
    this.starter = starter;
  }

  /**
   * Takes a host for one run; the caller gives it back. Waits while all hosts are busy.
   *
   * @throws HostFailure when no host can be started, or the pool is closed
   */
  TaskHost take(int heapMb) throws HostFailure, InterruptedException {
    TaskHost warm = takeIdleOrReserve(heapMb);
    if (warm != null) {
      return warm;
    }
    TaskHost fresh = null;
    try {
      fresh = starter.start(heapMb);
      return fresh;
    } finally {
      started(fresh);
    }
  }

  /** Returns null after reserving a place for a host that the caller starts. */
  private synchronized @Nullable TaskHost takeIdleOrReserve(int heapMb)
      throws HostFailure, InterruptedException {
    while (true) {
      if (closed) {
        throw new HostFailure("task hosts are shut down");
      }
      TaskHost found = pollIdle(heapMb);
      if (found != null) {
        busy.add(found);
        return found;
      }
      if (count() >= settings.maxHosts() && !idle.isEmpty()) {
        idle.removeLast().kill();
      }
      if (count() < settings.maxHosts()) {
        starting++;
        return null;
      }
      wait();
    }
  }

  private @Nullable TaskHost pollIdle(int heapMb) {
    for (Iterator<TaskHost> hosts = idle.iterator(); hosts.hasNext(); ) {
      TaskHost host = hosts.next();
      if (!host.isFit(settings.runsPerHost())) {
        hosts.remove();
        host.kill();
      } else if (host.heapMb() == heapMb) {
        hosts.remove();
        return host;
      }
    }
    return null;
  }

  private int count() {
    return idle.size() + busy.size() + starting;
  }

  private synchronized void started(@Nullable TaskHost fresh) {
    starting--;
    if (fresh != null) {
      busy.add(fresh);
      if (closed) {
        fresh.kill();
      }
    }
    notifyAll();
  }

  void giveBack(TaskHost host) {
    synchronized (this) {
      busy.remove(host);
      if (!closed && host.isFit(settings.runsPerHost())) {
        idle.addFirst(host);
        host.idleSince(tick);
        tickLater();
      } else {
        host.kill();
      }
      notifyAll();
    }
  }

  /** Starts idle hosts of a size ahead of their runs, as many as the settings ask for. */
  void keepWarm(int heapMb) {
    synchronized (this) {
      boolean enough = idle.size() >= settings.warm() || count() >= settings.maxHosts();
      if (closed || enough || startingAhead) {
        return;
      }
      startingAhead = true;
      starting++;
    }
    timer.now(() -> startAhead(heapMb));
  }

  private void startAhead(int heapMb) {
    TaskHost fresh = null;
    try {
      fresh = starter.start(heapMb);
    } catch (HostFailure e) {
      LOG.log(Level.WARNING, "cannot start a warm task host", e);
    } finally {
      synchronized (this) {
        startingAhead = false;
      }
      started(fresh);
    }
    if (fresh != null) {
      giveBack(fresh);
    }
  }

  private void tickLater() {
    if (!ticking) {
      ticking = true;
      timer.later(Math.max(1, settings.idleMs() / 2), this::tick);
    }
  }

  /** Ends hosts that were idle for two ticks. */
  private synchronized void tick() {
    tick++;
    ticking = false;
    idle.removeIf(
        host -> {
          boolean cold = tick - host.idleSince() >= 2;
          if (cold) {
            host.kill();
          }
          return cold;
        });
    if (!idle.isEmpty() || !busy.isEmpty()) {
      tickLater();
    }
  }

  /** Kills all hosts, with the runs that they execute. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      idle.forEach(TaskHost::kill);
      busy.forEach(TaskHost::kill);
      idle.clear();
      notifyAll();
    }
  }
}
