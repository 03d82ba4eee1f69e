package dev.sluice.security;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import io.netty.util.AttributeKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * On a server without a token, serves its own account and root only: every account of a machine
 * reaches the loopback interface, and a client can run commands as the account of the server
 * (decision 0022). Looks once for each connection.
 */
@Singleton
final class AccountGuard {
  /** After {@link BrowserGuard}, before {@link RequestGuard}. */
  private static final int ORDER = -1_200_000;

  private static final int ROOT = 0;
  private static final int UNKNOWN = -1;

  /** The uid at the other end of a channel; negative if it is unknown. */
  private static final AttributeKey<Integer> UID = AttributeKey.valueOf("sluice.uid");

  private final Credentials credentials;
  private final ProblemAnswer problems;
  private final ConnectionOwners owners;
  private final int own;

  AccountGuard(Credentials credentials, ProblemAnswer problems, Vertx vertx) throws IOException {
    this.credentials = credentials;
    this.problems = problems;
    this.owners =
        new ConnectionOwners(
            TcpTable.in(LocalAccounts.TABLES),
            read ->
                vertx.executeBlocking(
                    () -> {
                      read.run();
                      return true;
                    },
                    false));
    this.own = LocalAccounts.areKnown() ? LocalAccounts.own() : ROOT;
  }

  void register(@Observes Router router) {
    router.route("/v1/*").order(ORDER).handler(this::check);
    router.route("/api/*").order(ORDER).handler(this::check);
  }

  private void check(RoutingContext context) {
    if (credentials.areRequired()) {
      context.next();
      return;
    }
    Integer known = channelOf(context).channel().attr(UID).get();
    if (known != null) {
      decide(context, known);
      return;
    }
    Context loop = Vertx.currentContext();
    ownerOf(context.request())
        .thenAccept(owner -> loop.runOnContext(back -> decide(context, uid(owner))));
  }

  private void decide(RoutingContext context, int uid) {
    channelOf(context).channel().attr(UID).set(uid);
    if (isServed(uid, own)) {
      context.next();
    } else {
      problems.send(context, refusal(uid).problem());
    }
  }

  /** The account that opened a connection; {@link #UNKNOWN} if it cannot be told. */
  static int uid(OptionalInt owner) {
    return owner.orElse(UNKNOWN);
  }

  /** Whether calls of an account are served by a server of the account {@code own}. */
  static boolean isServed(int uid, int own) {
    return uid == own || uid == ROOT;
  }

  private ProblemException refusal(int uid) {
    String caller =
        uid == UNKNOWN ? "an account that cannot be told" : "the account with uid " + uid;
    return ProblemException.of(
        403,
        "other_account",
        "the connection is from "
            + caller
            + ". Without a token this server serves only "
            + (own == ROOT ? "root (uid 0)" : "its own account (uid " + own + ") and root")
            + "; to serve others, set SLUICE_API_TOKEN on the server and for its"
            + " clients, or make tokens with 'sluice token create'");
  }

  private CompletionStage<OptionalInt> ownerOf(HttpServerRequest request) {
    InetSocketAddress remote = address(request.remoteAddress());
    InetSocketAddress local = address(request.localAddress());
    return remote == null || local == null
        ? CompletableFuture.completedFuture(OptionalInt.empty())
        : owners.of(remote, local);
  }

  /** Null for a socket that is not of the Internet. */
  private static @Nullable InetSocketAddress address(@Nullable SocketAddress address) {
    if (address == null || address.hostAddress() == null) {
      return null;
    }
    try {
      String ip = Objects.requireNonNull(address.hostAddress());
      return new InetSocketAddress(InetAddress.getByName(ip), address.port());
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static ConnectionBase channelOf(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    return (ConnectionBase) connection;
  }
}
