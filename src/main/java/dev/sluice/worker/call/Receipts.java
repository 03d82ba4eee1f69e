package dev.sluice.worker.call;

import dev.sluice.time.Serial;
import dev.sluice.wire.worker.Poll;
import dev.sluice.worker.ReclaimAttempts;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Finds the attempts that a worker was given and does not have. A worker has one poll at a time and
 * each lists what the worker holds, so an attempt that went out in an earlier reply and is not
 * listed never arrived. It ends, and the next one gets a number and a lease of its own: were it
 * handed out again, two executions could write under one lease.
 */
@Singleton
final class Receipts {
  private static final Logger LOG = Logger.getLogger(Receipts.class);

  private final Dispatcher dispatcher;
  private final ReclaimAttempts reclaim;

  Receipts(Dispatcher dispatcher, ReclaimAttempts reclaim) {
    this.dispatcher = dispatcher;
    this.reclaim = reclaim;
  }

  /** Ends the attempts that are missing. Never fails: the next poll looks again. */
  Uni<Void> check(String workerId, Poll poll) {
    return Serial.each(dispatcher.missing(workerId, poll.running()), reclaim::notReceived)
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf(e, "attempts that worker %s did not get stay for now", workerId))
        .onFailure()
        .recoverWithNull();
  }
}
