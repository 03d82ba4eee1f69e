package dev.sluice.security.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one connection of HTTP/2, each of which is a stream. A client that goes on
 * sending a body after the answer, or sends one too slowly, has its stream reset; a connection
 * without a stream is idle.
 */
final class Http2Streams extends Http2ConnectionAdapter {
  private final ChannelHandlerContext handler;
  private final Http2Connection connection;
  private final Duration body;
  private final Duration rest;
  private final Runnable whenBusy;
  private final Runnable whenIdle;
  private final Map<Integer, List<Runnable>> atEnd = new HashMap<>();
  private final Set<Integer> withoutDeadline = new HashSet<>();

  private Http2Streams(
      ChannelHandlerContext handler,
      Duration body,
      Duration rest,
      Runnable whenBusy,
      Runnable whenIdle) {
    this.handler = handler;
    this.body = body.plus(rest);
    this.connection = codec(handler).connection();
    this.rest = rest;
    this.whenBusy = whenBusy;
    this.whenIdle = whenIdle;
  }

  /**
   * Follows the streams of a connection. All calls come on its event loop.
   *
   * @param handler of the {@link Http2ConnectionHandler}
   * @param body how long a body may take; {@code rest} is added, so that its reader can refuse it
   * @param rest how long a body may go on after the answer
   */
  static Http2Streams follow(
      ChannelHandlerContext handler,
      Duration body,
      Duration rest,
      Runnable whenBusy,
      Runnable whenIdle) {
    Http2Streams streams = new Http2Streams(handler, body, rest, whenBusy, whenIdle);
    streams.connection.addListener(streams);
    streams.followActive();
    return streams;
  }

  private void followActive() {
    try {
      connection.forEachActiveStream(
          stream -> {
            onStreamActive(stream);
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("no visitor of streams throws this", e);
    }
  }

  /** Runs {@code work} when this stream has ended. */
  void atEnd(int stream, Runnable work) {
    if (connection.stream(stream) == null) {
      work.run();
    } else {
      atEnd.computeIfAbsent(stream, id -> new ArrayList<>()).add(work);
    }
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    whenBusy.run();
    if (stream.state() == Http2Stream.State.OPEN) {
      after(body, () -> resetIfLate(stream));
    }
  }

  /** The body of this stream may take any time. */
  void liftForBody(int stream) {
    if (connection.stream(stream) != null) {
      withoutDeadline.add(stream);
    }
  }

  private void resetIfLate(Http2Stream stream) {
    if (!withoutDeadline.contains(stream.id())) {
      resetIf(stream, Http2Stream.State.OPEN);
    }
  }

  @Override
  public void onStreamHalfClosed(Http2Stream stream) {
    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
      after(rest, () -> resetIf(stream, Http2Stream.State.HALF_CLOSED_LOCAL));
    }
  }

  private void after(Duration delay, Runnable work) {
    handler.executor().schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void resetIf(Http2Stream stream, Http2Stream.State state) {
    if (stream.state() == state) {
      codec(handler)
          .resetStream(handler, stream.id(), Http2Error.NO_ERROR.code(), handler.newPromise());
      handler.flush();
    }
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    withoutDeadline.remove(stream.id());
    List<Runnable> due = atEnd.remove(stream.id());
    if (due != null) {
      due.forEach(Runnable::run);
    }
    if (connection.numActiveStreams() == 0) {
      whenIdle.run();
    }
  }

  private static Http2ConnectionHandler codec(ChannelHandlerContext handler) {
    return (Http2ConnectionHandler) handler.handler();
  }
}
