package dev.sluice.security.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client does not send the head of a request in time, or sends none for
 * long. The first handler of a connection: it sees bytes before they are parsed. A route tells it
 * when a request begins, and {@link Answers} when it has been answered, since a handler of the end
 * that is set on a response may be replaced. The deadline of a head does not move when a byte
 * arrives.
 */
final class ConnectionDeadlines extends ChannelInboundHandlerAdapter {
  private final Duration head;
  private final Duration idle;
  private final Duration body;
  private final PeerCounts counts;
  private @Nullable ChannelHandlerContext channel;
  private @Nullable Object address;
  private @Nullable ScheduledFuture<?> deadline;
  private final List<Runnable> atEnd = new ArrayList<>();
  private boolean awaitingHead = true;
  private int requests;
  private @Nullable Http2Streams streams;

  ConnectionDeadlines(Duration head, Duration idle, Duration body, PeerCounts counts) {
    this.head = head;
    this.idle = idle;
    this.body = body;
    this.counts = counts;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context;
    Object from = addressOf(context.channel().remoteAddress());
    if (!counts.enter(from)) {
      context.close();
      return;
    }
    address = from;
    arm(head);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    // HTTP/2 also sends frames that belong to no request, and its requests overlap.
    if (requests == 0 && !awaitingHead && streams == null) {
      awaitingHead = true;
      arm(head);
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    disarm();
    takeAtEnd().forEach(Runnable::run);
    if (address != null) {
      counts.leave(address);
      address = null;
    }
    context.fireChannelInactive();
  }

  /** The head of a request is complete. Called on the event loop, as is all else. */
  void begin() {
    requests++;
    awaitingHead = false;
    disarm();
    ChannelPipeline pipeline = Objects.requireNonNull(channel).pipeline();
    if (pipeline.get(Answers.class) == null) {
      pipeline.addBefore(pipeline.lastContext().name(), null, new Answers());
    }
  }

  /** As {@link #begin}, on a connection of HTTP/2, which is idle while it has no request. */
  void beginHttp2() {
    if (streams == null) {
      awaitingHead = false;
      disarm();
      ChannelPipeline pipeline = Objects.requireNonNull(channel).pipeline();
      streams =
          Http2Streams.follow(
              pipeline.context(Http2ConnectionHandler.class),
              body,
              head,
              this::disarm,
              () -> arm(idle));
    }
  }

  /**
   * Runs {@code work} when a request has been answered or its connection is closed: on HTTP/1 the
   * present one, on HTTP/2 that of {@code stream}.
   */
  void atEnd(int stream, Runnable work) {
    if (streams != null) {
      streams.atEnd(stream, work);
    } else {
      atEnd.add(work);
    }
  }

  /** The route bounds the time of this body. On HTTP/1 no deadline of a connection does. */
  void liftForBody(int stream) {
    if (streams != null) {
      streams.liftForBody(stream);
    }
  }

  /** The request has been answered. */
  void end() {
    requests = 0;
    arm(idle);
    // Later, since the answer is being written; taken now, before the next request adds its own.
    List<Runnable> due = takeAtEnd();
    Objects.requireNonNull(channel).executor().execute(() -> due.forEach(Runnable::run));
  }

  private List<Runnable> takeAtEnd() {
    List<Runnable> due = List.copyOf(atEnd);
    atEnd.clear();
    return due;
  }

  /** Sees answers on their way out. HTTP/1 answers one request after another. */
  private final class Answers extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      boolean interim =
          message instanceof HttpResponse response
              && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      context.write(message, promise);
      if (message instanceof LastHttpContent && !interim) {
        end();
      }
    }
  }

  private void arm(Duration after) {
    disarm();
    ChannelHandlerContext context = Objects.requireNonNull(channel);
    if (context.channel().isActive()) {
      deadline =
          context
              .executor()
              .schedule(() -> close(context), after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static Object addressOf(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress()
        : "unknown";
  }
}
