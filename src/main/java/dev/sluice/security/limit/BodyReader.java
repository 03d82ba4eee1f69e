package dev.sluice.security.limit;

import dev.sluice.http.ConnectionEnd;
import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Reads the bodies of requests into memory, within one budget for all of them. Memory is taken as
 * bytes arrive, since what a head announces costs its sender nothing, and is given back when the
 * request is answered.
 */
@Singleton
public final class BodyReader {
  /** The length that is allocated at once; more than most chunks of output have. */
  private static final int AT_ONCE = 64 << 10;

  private static final ProblemException TOO_MANY =
      ProblemException.of(
          503, "too_many_bodies", "the server has no memory for this body; try again");

  private final BodyBudget budget;
  private final Duration timeout;
  private final Timers timers;

  BodyReader(LimitConfig config, Timers timers) {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    this.budget = new BodyBudget(config.bodyBytes().orElse(quarter));
    this.timeout = config.bodyTimeout();
    this.timers = timers;
  }

  /**
   * @return fails with 413 as soon as more than {@code limit} bytes have arrived, with 503 when
   *     there is no memory for them, with 408 when they take too long, and with 400 when they break
   *     off. What still arrives then is dropped.
   */
  public Uni<Buffer> read(RoutingContext context, int limit) {
    return Uni.createFrom().emitter(emitter -> new Reading(context, limit, emitter).begin());
  }

  /**
   * Takes memory for a body that a resource method reads, and closes the connection of HTTP/1 on
   * which it does not arrive in time. A stream of HTTP/2 has its deadline in {@link Http2Streams}.
   *
   * @param bytes the length of the body if it is known, else the most that it may have
   * @return fails with 503 when there is no memory for it
   */
  public Uni<Void> reserve(RoutingContext context, int bytes) {
    if (!budget.take(bytes)) {
      return Uni.createFrom().failure(TOO_MANY);
    }
    Runnable deadline = timers.after(timeout, () -> closeUnlessEnded(context.request()));
    ConnectionGuard.whenAnswered(
        context,
        () -> {
          deadline.run();
          budget.giveBack(bytes);
        });
    return Uni.createFrom().voidItem();
  }

  private static void closeUnlessEnded(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2 && !request.isEnded()) {
      request.connection().close();
    }
  }

  /** Bytes of the bodies that are being read or worked on. */
  long inFlight() {
    return budget.taken();
  }

  /** One body; all calls come on the event loop of its connection. */
  private final class Reading {
    private final RoutingContext context;
    private final HttpServerRequest request;
    private final int limit;
    private final UniEmitter<? super Buffer> emitter;
    private Buffer body;
    private final Runnable deadline;
    private boolean over;

    Reading(RoutingContext context, int limit, UniEmitter<? super Buffer> emitter) {
      this.context = context;
      this.request = context.request();
      this.limit = limit;
      this.emitter = emitter;
      this.body = Buffer.buffer(announced(request, limit));
      this.deadline = timers.after(timeout, this::late);
    }

    void begin() {
      ConnectionGuard.whenAnswered(context, this::release);
      request.handler(this::part);
      request.exceptionHandler(
          e ->
              fail(
                  ProblemException.invalid(
                      "body", "broken_body", "broke off, or is not framed as HTTP has it")));
      request.endHandler(
          end -> {
            deadline.run();
            emitter.complete(body);
          });
      request.resume();
    }

    private void part(Buffer part) {
      if (over) {
        return;
      }
      if (body.length() + part.length() > limit) {
        fail(ProblemException.of(413, "body_too_large", "body may have " + limit + " bytes"));
      } else if (budget.take(part.length())) {
        body.appendBuffer(part);
      } else {
        context.response().putHeader("Retry-After", "1");
        fail(TOO_MANY);
      }
    }

    private void late() {
      ConnectionEnd.announce(context);
      fail(
          ProblemException.of(
              408, "body_too_slow", "body must arrive within " + timeout.toSeconds() + " s"));
    }

    private void fail(ProblemException problem) {
      release();
      emitter.fail(problem);
    }

    private void release() {
      over = true;
      deadline.run();
      budget.giveBack(body.length());
      body = Buffer.buffer();
    }
  }

  private static int announced(HttpServerRequest request, int limit) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.matches("\\d{1,9}")
        ? 0
        : Math.min(Math.min(AT_ONCE, limit), Integer.parseInt(length));
  }
}
