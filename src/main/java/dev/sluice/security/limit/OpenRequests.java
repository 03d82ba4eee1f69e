package dev.sluice.security.limit;

import dev.sluice.http.ConnectionEnd;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import dev.sluice.wire.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests that are being answered. A server that ends takes no new ones and waits for these:
 * the client of a request that is cut off does not know whether it was done. Probes and metrics do
 * not count.
 */
@Singleton
public final class OpenRequests {
  /** After {@link ConnectionGuard}, before all that may refuse a request. */
  private static final int ORDER = -2_500_000;

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private static final Problem ENDING =
      ProblemException.of(503, "server_ends", "this server ends; call again").problem();

  private final ProblemAnswer problems;
  private final Timers timers;
  private final AtomicInteger open = new AtomicInteger();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile long lastBegan;
  private volatile boolean closing;

  OpenRequests(ProblemAnswer problems, Timers timers) {
    this.problems = problems;
    this.timers = timers;
    this.lastBegan = timers.nanoTime();
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::begin);
  }

  private void begin(RoutingContext context) {
    if (context.request().path().startsWith("/q/")) {
      context.next();
      return;
    }
    lastBegan = timers.nanoTime();
    open.incrementAndGet();
    ConnectionGuard.whenAnswered(context, open::decrementAndGet);
    if (closing) {
      refuse(context);
    } else {
      context.next();
    }
  }

  /**
   * The source of events of a browser gives up at a 503, and connects again when its connection
   * breaks.
   */
  private void refuse(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    if (accept != null && accept.contains("text/event-stream")) {
      context.response().reset();
    } else {
      ConnectionEnd.announce(context);
      problems.send(context, ENDING);
    }
  }

  /**
   * Refuses connections from now on, and requests on those that are open.
   *
   * @param quiet how long no request may have come
   * @return completes when the requests before are answered and it is quiet, or after {@code limit}
   */
  public CompletableFuture<Void> close(Duration quiet, Duration limit) {
    closing = true;
    ConnectionLimits.stopListening();
    timers.after(limit, () -> closed.complete(null));
    look(quiet.toMillis());
    return closed;
  }

  private void look(long quietMs) {
    if (open.get() == 0 && timers.millisSince(lastBegan) >= quietMs) {
      closed.complete(null);
    } else if (!closed.isDone()) {
      timers.after(LOOK_EVERY, () -> look(quietMs));
    }
  }
}
