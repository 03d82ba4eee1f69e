package dev.sluice.sse;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The streams of this server that have no end of their own: the end of the server cuts them. */
@Singleton
public final class EndlessStreams {
  /** By response, what cuts it. */
  private final Map<HttpServerResponse, Runnable> open = new ConcurrentHashMap<>();

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean cut;

  /**
   * Sends a stream as {@link EventStream#send} does.
   *
   * @param loop the event loop of the connection, on which the frames arrive
   */
  public void send(
      HttpServerRequest request, Multi<Buffer> frames, Executor loop, Runnable onGone) {
    HttpServerResponse response = request.response();
    Runnable leave =
        () -> {
          onGone.run();
          leave(response);
        };
    EventStream.pump(request, leave)
        .ifPresent(
            pump -> {
              Runnable end = () -> loop.execute(() -> pump.cut(comment()));
              open.put(response, end);
              frames.subscribe(pump);
              if (cut) {
                end.run();
              }
            });
  }

  /**
   * Cuts all streams, those that are opened from now on too, since the server ends. Returns when
   * their connections are closed, or after {@code limit}.
   */
  public void cut(Duration limit) throws InterruptedException {
    cut = true;
    open.values().forEach(Runnable::run);
    if (!open.isEmpty()) {
      closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void leave(HttpServerResponse response) {
    open.remove(response);
    if (cut && open.isEmpty()) {
      closed.countDown();
    }
  }

  private static Buffer comment() {
    ByteBuilder out = new ByteBuilder(32);
    SseWriter.comment(StreamCutException.COMMENT, out);
    return out.toBuffer();
  }
}
