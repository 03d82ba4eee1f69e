package dev.sluice.agent;

import dev.sluice.agent.call.Call;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.resident.Residents;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Attempts;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's session with its server: registers, keeps a poll parked, and registers again when the
 * server has forgotten the worker. Runs on one thread.
 */
final class SessionLoop {
  private static final Logger LOG = System.getLogger(SessionLoop.class.getName());

  /** After this many empty answers in a row that came at once, the loop slows down. */
  private static final int IDLE_SPINS = 3;

  private static final long AT_ONCE_MS = 50;

  /** The most assignments that a server takes a wish for. */
  private static final int MOST_AT_ONCE = 10_000;

  private final AgentContext context;
  private final WorkerRegistration registration;
  private final Devices devices;
  private final Attempts attempts;
  private final Residents residents;
  private final HeartbeatLoop heartbeats;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Session session;

  /** The call that {@link #close} cancels. */
  private @Nullable Call parked;

  private @Nullable AgentException failure;

  /** When this loop last came to a call. */
  private volatile long turned;

  /**
   * @param registration without devices, which this loop reads when it runs: that may take seconds
   */
  SessionLoop(
      AgentContext context,
      WorkerRegistration registration,
      Devices devices,
      Attempts attempts,
      Residents residents) {
    this.context = context;
    this.registration = registration;
    this.devices = devices;
    this.attempts = attempts;
    this.residents = residents;
    this.heartbeats = new HeartbeatLoop(context, attempts, residents, this::refused);
    this.turned = context.threads().nanoTime();
  }

  /**
   * Returns once closed.
   *
   * @throws AgentException when the server refuses this worker for good
   */
  void run() throws InterruptedException {
    WorkerRegistration node = registration.with(devices.read());
    while (isOpen()) {
      Session registered = register(node);
      if (registered != null && isOpen()) {
        heartbeats.start(registered);
        poll(registered);
        heartbeats.stop();
        if (isOpen()) {
          attempts.revokeAll();
        }
      }
    }
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private @Nullable Session register(WorkerRegistration node) throws InterruptedException {
    for (int failures = 1; isOpen(); failures++) {
      Reply reply = await(startRegistration(node));
      if (!isOpen()) {
        return null;
      }
      if (reply != null && reply.ok()) {
        WorkerRegistered registered = read(reply, WorkerRegistered.class);
        if (registered != null) {
          return begin(Session.of(registered));
        }
      } else if (reply != null && isFinal(reply)) {
        throw new AgentException("the server refused to register this worker: " + reply.describe());
      }
      String reason = reply == null ? "no connection" : reply.describe();
      LOG.log(
          failures == 1 ? Level.WARNING : Level.DEBUG,
          () -> "not registered yet, will try again: " + reason);
      pause(failures);
    }
    return null;
  }

  private synchronized Call startRegistration(WorkerRegistration node) {
    turned = context.threads().nanoTime();
    Call call = context.server().register(node);
    parked = call;
    if (!isOpen()) {
      call.cancel();
    }
    return call;
  }

  private static boolean isFinal(Reply reply) {
    int status = reply.status();
    return reply.isOfSluice() && (status == 400 || status == 401 || status == 403 || status == 422);
  }

  private synchronized Session begin(Session registered) {
    session = registered;
    LOG.log(Level.INFO, () -> "registered as " + registered.workerId());
    return registered;
  }

  private void poll(Session current) throws InterruptedException {
    int failures = 0;
    int spins = 0;
    while (isCurrent(current)) {
      long since = context.threads().nanoTime();
      Reply reply = await(park(current));
      PollReply news = reply != null && reply.ok() ? read(reply, PollReply.class) : null;
      if (news != null) {
        boolean spun = !tryObey(news, current) && context.threads().millisSince(since) < AT_ONCE_MS;
        failures = 0;
        spins = spun ? spins + 1 : 0;
        if (spins > IDLE_SPINS) {
          pause(spins - IDLE_SPINS);
        }
      } else {
        if (reply != null && !reply.ok()) {
          notAnswered(current, reply, failures == 0);
        }
        if (failures == 0 && isCurrent(current)) {
          heartbeats.beatNow();
        }
        pause(++failures);
      }
    }
  }

  private void notAnswered(Session current, Reply reply, boolean first) {
    if (reply.isRetryable()) {
      LOG.log(
          first ? Level.WARNING : Level.DEBUG,
          () -> "polling again after a failure: " + reply.describe());
    } else {
      refused(current, reply);
    }
  }

  private synchronized Call park(Session current) {
    turned = context.threads().nanoTime();
    int free = registration.maxParallel() + residents.slots() - attempts.count();
    // The server never hands out more than fits, and frees a slot when it accepts a result, a
    // moment before this agent does: asking for at least one spares a second poll then.
    Call poll =
        context
            .server()
            .poll(
                current,
                context.tuning().pollWaitMs(),
                Math.max(1, Math.min(free, MOST_AT_ONCE)),
                new Poll(attempts.running()));
    parked = poll;
    if (!isCurrent(current)) {
      poll.cancel();
    }
    return poll;
  }

  private boolean tryObey(PollReply news, Session current) {
    try {
      return obey(news, current);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot carry out " + news, e);
      return false;
    }
  }

  /** Whether the answer held anything new. */
  private boolean obey(PollReply news, Session current) {
    boolean started = false;
    for (Assignment assignment : news.assignments()) {
      started |= isOpen() && attempts.accept(assignment, current);
    }
    attempts.cancel(news.cancel());
    return started || !news.cancel().isEmpty();
  }

  /** The server answered a call of this session with an error that a retry does not heal. */
  private void refused(Session by, Reply reply) {
    switch (reply.status()) {
      case 404, 410 -> lose(by, "the server does not know this worker any more", null);
      case 401 -> {
        String reason = by.workerId() + " was registered by another agent; this one stops";
        lose(by, reason, new AgentException(reason));
      }
      default -> LOG.log(Level.WARNING, () -> "the server answered " + reply.describe());
    }
  }

  private synchronized void lose(Session lost, String reason, @Nullable AgentException fatal) {
    if (!isCurrent(lost)) {
      return; // a late answer to a session that is already replaced
    }
    LOG.log(fatal == null ? Level.WARNING : Level.ERROR, reason);
    session = null;
    attempts.revokeAll();
    if (fatal != null) {
      failure = fatal;
      closed.countDown();
    }
    unpark();
  }

  private synchronized void unpark() {
    if (parked != null) {
      parked.cancel();
    }
  }

  /** Whether this loop and that of the heartbeats go on, whatever the server answers. */
  boolean isAlive(Duration longestTurn) {
    long longest = longestTurn.toMillis();
    return context.threads().millisSince(turned) <= longest
        && heartbeats.millisSinceBeat() <= longest;
  }

  /** Whether the server knows this worker and may assign jobs to it. */
  synchronized boolean isRegistered() {
    return isOpen() && session != null;
  }

  private synchronized boolean isCurrent(Session candidate) {
    return isOpen() && session == candidate;
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause(int failures) throws InterruptedException {
    if (closed.await(context.retryDelay(failures).toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.log(Level.DEBUG, "closed while waiting for the next try");
    }
  }

  private static @Nullable Reply await(Call call) {
    try {
      return call.answer();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a call failed", e);
      return null;
    }
  }

  private static <T> @Nullable T read(Reply reply, Class<T> type) {
    try {
      return reply.read(type);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read an answer of the server: " + reply.describe(), e);
      return null;
    }
  }

  /**
   * Tells the server that this worker ends, so that the server stops waiting for its heartbeats.
   * Call it after {@link #close}, when no attempt is left to report.
   */
  void leave() {
    Session last;
    synchronized (this) {
      last = session;
    }
    if (last != null) {
      Reply reply = await(context.server().leave(last));
      LOG.log(Level.DEBUG, () -> "left: " + (reply == null ? "no answer" : reply.describe()));
    }
  }

  /** Ends the session: the agent takes no more work. */
  synchronized void close() {
    if (session != null) {
      heartbeats.sayEnding(session);
    }
    closed.countDown();
    unpark();
  }
}
