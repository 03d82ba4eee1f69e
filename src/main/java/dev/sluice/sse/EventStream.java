package dev.sluice.sse;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** A response of server-sent events. */
public final class EventStream {
  public static final String MEDIA_TYPE = "text/event-stream";

  private EventStream() {}

  /**
   * Sends the head and then each frame when the socket has room for it; to a HEAD request the head
   * alone.
   *
   * @param onGone runs once: when the stream has ended or the client has gone, before or after this
   *     call
   */
  public static void send(HttpServerRequest request, Multi<Buffer> frames, Runnable onGone) {
    pump(request, onGone).ifPresent(frames::subscribe);
  }

  /** Writes the frames; empty if none is to be sent. */
  static Optional<ResponsePump> pump(HttpServerRequest request, Runnable onGone) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      onGone.run();
      return Optional.empty();
    }
    response
        .putHeader("Content-Type", MEDIA_TYPE + ";charset=UTF-8")
        .putHeader("Cache-Control", "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (request.method() == HttpMethod.HEAD) {
      onGone.run();
      response.end();
      return Optional.empty();
    }
    response.setChunked(true);
    return Optional.of(new ResponsePump(response, onGone));
  }
}
