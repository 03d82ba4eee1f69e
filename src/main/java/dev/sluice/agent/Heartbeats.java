package dev.sluice.agent;

import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.run.Node;
import dev.sluice.wire.Heartbeat;
import dev.sluice.wire.HeartbeatReply;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells the server at the pace it asked for that this worker lives, and what it holds. */
final class Heartbeats {
  private static final Logger LOG = System.getLogger(Heartbeats.class.getName());

  private final Node node;
  private final Attempts attempts;
  private final BiConsumer<Session, Reply> onRefused;
  private final Machine machine = new Machine();
  private volatile @Nullable Session current;

  /**
   * @param onRefused told when the server answers that it does not know the session
   */
  Heartbeats(Node node, Attempts attempts, BiConsumer<Session, Reply> onRefused) {
    this.node = node;
    this.attempts = attempts;
    this.onRefused = onRefused;
  }

  /** Beats for this session from now on; the first at once, which says how loaded we are. */
  void start(Session session) {
    current = session;
    beat(session, 0);
  }

  void stop() {
    current = null;
  }

  private void beat(Session session, int failures) {
    if (session != current) {
      return;
    }
    var beat = new Heartbeat(machine.cpuUsage(), Machine.ramFreeMb(), attempts.running());
    node.server()
        .heartbeat(session, beat)
        .start()
        .whenComplete((reply, error) -> answered(session, failures, reply));
  }

  private void answered(Session session, int failures, @Nullable Reply reply) {
    if (session != current) {
      return;
    }
    if (reply == null || reply.mayHeal()) {
      long delay = Math.min(session.heartbeatMs(), node.retryDelayMs(failures + 1));
      node.threads().later(delay, () -> beat(session, failures + 1));
      return;
    }
    node.threads().later(session.heartbeatMs(), () -> beat(session, 0));
    if (reply.ok()) {
      obey(reply);
    } else {
      onRefused.accept(session, reply);
    }
  }

  private void obey(Reply reply) {
    try {
      HeartbeatReply orders = node.server().read(reply, HeartbeatReply.class);
      attempts.revoke(orders.revoked());
      attempts.cancel(orders.cancel());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an answer to a heartbeat that is not ours", e);
    }
  }
}
