package dev.sluice.app;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import dev.sluice.http.StoreFailures;
import dev.sluice.time.Deadline;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats a step of the start while the store is away: a server that starts during an outage of its
 * database serves as soon as the outage ends, and needs no supervisor that starts it again.
 *
 * @param first the pause after the first failure; it grows with each further one
 * @param longest the longest pause
 * @param limit how long the store may be away
 */
record StoreRetry(Duration first, Duration longest, Duration limit) {
  private static final Logger LOG = Logger.getLogger(StoreRetry.class);

  /**
   * Fails at once with a failure that does not pass by itself, such as a wrong password, and with
   * the last failure when the limit is over.
   */
  <T> Uni<T> untilDone(Supplier<Uni<? extends T>> step, Timers timers) {
    Deadline deadline = Deadline.in(limit, timers);
    return Uni.createFrom()
        .deferred(step)
        .onFailure(e -> mayPass(e) && !deadline.left().isZero())
        .invoke(e -> LOG.warnf("the store is away, will try again: %s", e.getMessage()))
        .onFailure(e -> mayPass(e) && !deadline.left().isZero())
        .retry()
        .withBackOff(first, longest)
        .indefinitely();
  }

  private static boolean mayPass(Throwable e) {
    return e instanceof MongoException store
        && !(store instanceof MongoSecurityException)
        && StoreFailures.mayPass(store);
  }
}
