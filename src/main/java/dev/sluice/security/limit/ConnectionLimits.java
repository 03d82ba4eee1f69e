package dev.sluice.security.limit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link ConnectionDeadlines} first into the pipeline of every connection to the HTTP server.
 * Neither Quarkus nor Vert.x shows a connection before the head of its first request is complete.
 * Netty makes one of these by the service file, if the system property says so ({@code app.Main}).
 */
public final class ConnectionLimits extends ChannelInitializerExtension {
  private static final String VERTX = "io.vertx.";

  /** The listening channels of the HTTP server. */
  private static final Set<Channel> LISTENERS = ConcurrentHashMap.newKeySet();

  /** Null before the HTTP server is configured. */
  private static volatile @Nullable Supplier<ChannelHandler> handlers;

  /**
   * @param made makes the handler of each new connection
   */
  static void use(Supplier<ChannelHandler> made) {
    handlers = made;
  }

  /**
   * Closes the port and no connection: a client that is refused can call another server, whatever
   * it wanted. Netty and Vert.x have no call for it.
   */
  static void stopListening() {
    LISTENERS.forEach(Channel::close);
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    Supplier<ChannelHandler> made = handlers;
    if (made != null && isOfHttpServer(channel)) {
      channel.pipeline().addFirst(made.get());
      LISTENERS.add(channel.parent());
    }
  }

  /** The embedded store has a server in this process, too, whose connections are not of Vert.x. */
  private static boolean isOfHttpServer(Channel channel) {
    ChannelHandler initializer = channel.pipeline().last();
    return initializer != null && initializer.getClass().getName().startsWith(VERTX);
  }
}
