package dev.sluice.agent;

import dev.sluice.agent.call.Call;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.Stop;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.Poll;
import dev.sluice.wire.PollReply;
import dev.sluice.wire.WorkerRegistered;
import dev.sluice.wire.WorkerRegistration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's line to its server: it registers, keeps a poll parked, and registers again when the
 * server has forgotten it. One thread.
 */
final class Link {
  private static final Logger LOG = System.getLogger(Link.class.getName());

  /** So many empty answers in a row that came at once are taken for a server in trouble. */
  private static final int IDLE_SPINS = 3;

  private static final long AT_ONCE_MS = 50;

  private final Node node;
  private final WorkerRegistration registration;
  private final Attempts attempts;
  private final Heartbeats heartbeats;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Session session;

  /** The call that closing breaks off. */
  private @Nullable Call parked;

  private @Nullable AgentException failure;

  Link(Node node, WorkerRegistration registration, Attempts attempts) {
    this.node = node;
    this.registration = registration;
    this.attempts = attempts;
    this.heartbeats = new Heartbeats(node, attempts, this::refused);
  }

  /** Returns once closed, or throws what makes going on senseless. */
  void run() throws InterruptedException {
    while (isOpen()) {
      Session registered = register();
      if (registered != null && isOpen()) {
        heartbeats.start(registered);
        poll(registered);
        heartbeats.stop();
        if (isOpen()) {
          attempts.stopAll(Stop.revoked());
        }
      }
    }
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private @Nullable Session register() throws InterruptedException {
    for (int failures = 1; isOpen(); failures++) {
      Reply reply = await(introduce());
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
          () -> "not registered yet, trying on: " + reason);
      pause(failures);
    }
    return null;
  }

  private synchronized Call introduce() {
    Call call = node.server().register(registration);
    parked = call;
    if (!isOpen()) {
      call.cancel();
    }
    return call;
  }

  private static boolean isFinal(Reply reply) {
    int status = reply.status();
    return status == 400 || status == 401 || status == 403 || status == 422;
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
      long since = node.clock().millis();
      Reply reply = await(park(current));
      PollReply news = reply != null && reply.ok() ? read(reply, PollReply.class) : null;
      if (news != null) {
        boolean spun = !tryObey(news, current) && node.clock().millis() - since < AT_ONCE_MS;
        failures = 0;
        spins = spun ? spins + 1 : 0;
        if (spins > IDLE_SPINS) {
          pause(spins - IDLE_SPINS);
        }
      } else {
        if (reply != null && !reply.ok()) {
          refused(current, reply);
        }
        pause(++failures);
      }
    }
  }

  private synchronized Call park(Session current) {
    int free = registration.maxParallel() - attempts.count();
    // The server counts too, and never hands out more than fits. It frees a slot a moment before we
    // do, when it accepts a result: asking for one more spares a second poll when that happens.
    Call poll =
        node.server()
            .poll(
                current,
                node.tuning().pollWaitMs(),
                Math.max(1, free),
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
      LOG.log(Level.ERROR, "cannot make sense of " + news, e);
      return false;
    }
  }

  /** Whether there was anything new in it. */
  private boolean obey(PollReply news, Session current) {
    boolean started = false;
    for (Assignment assignment : news.assignments()) {
      started |= isOpen() && attempts.accept(assignment, current);
    }
    attempts.cancel(news.cancel());
    return started || !news.cancel().isEmpty();
  }

  /** A call of this session was answered with an error that trying again does not heal. */
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
    attempts.stopAll(Stop.revoked());
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

  private synchronized boolean isCurrent(Session candidate) {
    return isOpen() && session == candidate;
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause(int failures) throws InterruptedException {
    if (closed.await(node.retryDelayMs(failures), TimeUnit.MILLISECONDS)) {
      LOG.log(Level.DEBUG, "closed while waiting to try again");
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

  private <T> @Nullable T read(Reply reply, Class<T> type) {
    try {
      return node.server().read(reply, type);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an answer that is not ours: " + reply.describe(), e);
      return null;
    }
  }

  /** Takes no more work. */
  void close() {
    closed.countDown();
    unpark();
  }
}
