package dev.sluice.agent;

import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.resident.Residents;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Attempts;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends heartbeats at the interval that the server asked for, and obeys the answers. */
final class HeartbeatLoop {
  private static final Logger LOG = System.getLogger(HeartbeatLoop.class.getName());

  /** For changes of processes to come together into one heartbeat. */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private final AgentContext context;
  private final Attempts attempts;
  private final Residents residents;
  private final BiConsumer<Session, Reply> onRefused;
  private final Machine machine = new Machine();
  private volatile @Nullable Session current;
  private volatile long began;

  /** Whether a heartbeat is about to report changed processes. */
  private final AtomicBoolean reportDue = new AtomicBoolean();

  /** Heartbeats that the server has not answered. */
  private final AtomicInteger open = new AtomicInteger();

  /** Whether processes changed while a heartbeat was open. */
  private final AtomicBoolean changedMeanwhile = new AtomicBoolean();

  /** Counts the series of heartbeats; a newer series ends the one before. */
  private final AtomicInteger series = new AtomicInteger();

  /**
   * @param onRefused called when the server refuses a heartbeat for good
   */
  HeartbeatLoop(
      AgentContext context,
      Attempts attempts,
      Residents residents,
      BiConsumer<Session, Reply> onRefused) {
    this.context = context;
    this.attempts = attempts;
    this.residents = residents;
    this.onRefused = onRefused;
    residents.onChange(this::reportSoon);
  }

  /**
   * Processes changed: a heartbeat reports it without waiting for its time, one for many changes.
   */
  private void reportSoon() {
    if (reportDue.compareAndSet(false, true)) {
      context.threads().after(TOGETHER, this::report);
    }
  }

  private void report() {
    reportDue.set(false);
    if (open.get() > 0) {
      // Two at a time could overtake each other, and the older list would stay.
      changedMeanwhile.set(true);
    } else {
      beatNow();
    }
  }

  /** Sends heartbeats for this session from now on, the first at once: it reports the load. */
  void start(Session session) {
    began = context.threads().nanoTime();
    current = session;
    beginSeries(session);
  }

  /**
   * Sends a heartbeat without waiting for its time. The connection of a poll broke: the server
   * counts a worker as lost that does not call again soon.
   */
  void beatNow() {
    Session session = current;
    if (session != null) {
      beginSeries(session);
    }
  }

  /**
   * Tells the server that this worker ends, so that the end of its poll is no sign of its death.
   */
  void sayEnding(Session session) {
    context.server().heartbeat(session, heartbeat(true)).start();
  }

  private void beginSeries(Session session) {
    beat(session, series.incrementAndGet(), 0);
  }

  void stop() {
    current = null;
  }

  /** How long ago the last heartbeat began, milliseconds; 0 while none are sent. */
  long millisSinceBeat() {
    return current == null ? 0 : context.threads().millisSince(began);
  }

  private Heartbeat heartbeat(boolean ending) {
    return new Heartbeat(
        machine.cpuUsage(), Machine.ramFreeMb(), attempts.running(), ending, residents.report());
  }

  private void beat(Session session, int ours, int failures) {
    if (session != current || ours != series.get()) {
      return;
    }
    open.incrementAndGet();
    began = context.threads().nanoTime();
    context
        .server()
        .heartbeat(session, heartbeat(false))
        .start()
        .handle(
            (reply, error) -> {
              open.decrementAndGet();
              answered(session, ours, failures, reply);
              return session;
            })
        .exceptionally(
            failure -> {
              context.threads().report(failure);
              again(session, ours, failures + 1);
              return session;
            });
  }

  private void again(Session session, int ours, int failures) {
    Duration interval = Duration.ofMillis(session.heartbeatMs());
    Duration retry = context.retryDelay(failures);
    Duration delay = retry.compareTo(interval) < 0 ? retry : interval;
    context.threads().after(delay, () -> beat(session, ours, failures));
  }

  private void answered(Session session, int ours, int failures, @Nullable Reply reply) {
    if (session != current) {
      return;
    }
    if (changedMeanwhile.getAndSet(false)) {
      reportSoon();
    }
    if (reply == null || reply.isRetryable()) {
      again(session, ours, failures + 1);
      return;
    }
    if (reply.ok()) {
      obey(reply);
    } else {
      onRefused.accept(session, reply);
    }
    Duration interval = Duration.ofMillis(session.heartbeatMs());
    context.threads().after(interval, () -> beat(session, ours, 0));
  }

  private void obey(Reply reply) {
    try {
      HeartbeatReply orders = reply.read(HeartbeatReply.class);
      attempts.revoke(orders.revoked());
      attempts.cancel(orders.cancel());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read the answer to a heartbeat", e);
    }
  }
}
