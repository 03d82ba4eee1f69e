package dev.sluice.security.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits connections, and tells their {@link ConnectionDeadlines} when a request begins and ends.
 * Runs before all other routes.
 */
@Singleton
final class ConnectionGuard {
  private static final int ORDER = -3_000_000;

  /** Bytes. */
  private static final int MOST_DROPPED = 256 << 10;

  private static final int WITHOUT_A_LIMIT_OF_FILES = 10_000;

  private final LimitConfig config;

  ConnectionGuard(LimitConfig config) {
    this.config = config;
  }

  void register(@Observes Router router) {
    Duration head = config.headTimeout();
    Duration idle = config.idleTimeout();
    Duration body = config.bodyTimeout();
    PeerCounts counts =
        new PeerCounts(config.connectionsPerAddress().orElseGet(ConnectionGuard::mostOfTheFiles));
    ConnectionLimits.use(() -> new ConnectionDeadlines(head, idle, body, counts));
    router.route().order(ORDER).handler(ConnectionGuard::follow);
  }

  private static void follow(RoutingContext context) {
    ConnectionDeadlines deadlines = of(context);
    if (deadlines != null && isHttp2(context)) {
      deadlines.beginHttp2();
    } else if (deadlines != null) {
      deadlines.begin();
      deadlines.atEnd(context.request().streamId(), () -> dropRest(context.request()));
    }
    context.next();
  }

  /** Runs {@code work} when the request has been answered or its connection is closed. */
  static void whenAnswered(RoutingContext context, Runnable work) {
    ConnectionDeadlines deadlines = of(context);
    if (deadlines != null) {
      deadlines.atEnd(context.request().streamId(), work);
    } else {
      context.addEndHandler(answered -> work.run());
    }
  }

  /** Null in a server without them. */
  static @Nullable ConnectionDeadlines of(RoutingContext context) {
    ConnectionBase connection = (ConnectionBase) context.request().connection();
    return connection.channel().pipeline().get(ConnectionDeadlines.class);
  }

  private static boolean isHttp2(RoutingContext context) {
    return context.request().version() == HttpVersion.HTTP_2;
  }

  /**
   * A body that no route has read stands before the next request. Reads over a short one, so that
   * its client can use the connection again, and closes the connection of a long one.
   */
  private static void dropRest(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    AtomicLong dropped = new AtomicLong();
    request.handler(
        part -> {
          if (dropped.addAndGet(part.length()) > MOST_DROPPED) {
            request.connection().close();
          }
        });
    request.resume();
  }

  /** Leaves a quarter for other addresses, the store and files. */
  private static int mostOfTheFiles() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() / 4 * 3)
        : WITHOUT_A_LIMIT_OF_FILES;
  }
}
