package dev.sluice.app;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import dev.sluice.http.StoreFailures;
import dev.sluice.time.Deadline;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
  /** A dot within a name or a number ends none. */
  private static final Pattern END_OF_SENTENCE = Pattern.compile("\\.\\s|\\.$|\\R");

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
        .invoke(e -> LOG.warnf("the store is away, will try again: %s", reason(e)))
        .onFailure(e -> mayPass(e) && !deadline.left().isZero())
        .retry()
        .withBackOff(first, longest)
        .indefinitely();
  }

  /**
   * The first sentence, in one line. The driver adds its view of the cluster, which names each
   * server with a stack of exceptions.
   */
  static String reason(Throwable e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return END_OF_SENTENCE.split(message, 2)[0];
  }

  private static boolean mayPass(Throwable e) {
    return e instanceof MongoException store
        && !(store instanceof MongoSecurityException)
        && StoreFailures.mayPass(store);
  }
}
