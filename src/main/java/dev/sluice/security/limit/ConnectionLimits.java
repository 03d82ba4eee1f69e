package dev.sluice.security.limit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link ConnectionDeadlines} first into the pipeline of every connection to the HTTP server.
 * Neither Quarkus nor Vert.x shows a connection before the head of its first request is complete.
 * Netty makes one of these by the service file, if the system property says so ({@code app.Main}).
 */
public final class ConnectionLimits extends ChannelInitializerExtension {
  private static final String VERTX = "io.vertx.";

  /** Null before the HTTP server is configured. */
  private static volatile @Nullable Supplier<ChannelHandler> handlers;

  /**
   * @param made makes the handler of each new connection
   */
  static void use(Supplier<ChannelHandler> made) {
    handlers = made;
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    Supplier<ChannelHandler> made = handlers;
    if (made != null && isOfHttpServer(channel)) {
      channel.pipeline().addFirst(made.get());
    }
  }

  /** The embedded store has a server in this process, too, whose connections are not of Vert.x. */
  private static boolean isOfHttpServer(Channel channel) {
    ChannelHandler initializer = channel.pipeline().last();
    return initializer != null && initializer.getClass().getName().startsWith(VERTX);
  }
}
