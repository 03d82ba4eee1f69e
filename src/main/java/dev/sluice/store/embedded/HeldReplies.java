package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reply to a command until the disk has the changes that it may show, since
 * mongo-java-server replies as soon as it has handled a command; its threads serve other
 * connections meanwhile.
 */
final class HeldReplies extends ChannelOutboundHandlerAdapter {
  /** Used by the thread of the connection only, whose driver sends one command at a time. */
  private @Nullable CompletableFuture<Document> next;

  /** The next message is sent with this document in place of its own, once it is there. */
  void hold(CompletableFuture<Document> reply) {
    next = reply;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    @Nullable CompletableFuture<Document> held = next;
    next = null;
    if (held != null && message instanceof MongoMessage early) {
      var unused =
          held.thenAcceptAsync(
              document ->
                  context.writeAndFlush(
                      new MongoMessage(context.channel(), early.getHeader(), document), promise),
              context.executor());
    } else {
      context.write(message, promise);
    }
  }
}
