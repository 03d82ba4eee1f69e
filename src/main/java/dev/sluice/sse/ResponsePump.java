package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes buffers to a response and requests the next one only when the socket has room, so the
 * client's pace is the pace of the source.
 */
public final class ResponsePump implements Flow.Subscriber<Buffer> {
  private static final Logger LOG = Logger.getLogger(ResponsePump.class);

  private final HttpServerResponse response;
  private final Runnable onGone;
  private Flow.@Nullable Subscription subscription;
  private boolean gone;

  /**
   * @param onGone runs once, when the source has ended or the client has gone
   */
  public ResponsePump(HttpServerResponse response, Runnable onGone) {
    this.response = response;
    this.onGone = onGone;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    response.closeHandler(closed -> leave());
    response.exceptionHandler(e -> leave());
    response.drainHandler(drained -> subscription.request(1));
    subscription.request(1);
  }

  @Override
  public void onNext(Buffer frame) {
    if (frame.length() > 0) {
      response.write(frame);
    }
    Flow.Subscription source = subscription;
    if (source != null && !response.writeQueueFull()) {
      source.request(1);
    }
  }

  @Override
  public void onError(Throwable failure) {
    // The head is out: a broken connection makes the client resume from its cursor.
    if (!(failure instanceof StreamCutException)) {
      LOG.warn("a response stream failed; the connection is reset", failure);
    }
    response.reset();
    leave();
  }

  @Override
  public void onComplete() {
    response.end();
    leave();
  }

  /**
   * Ends the response after a last frame as one that is not complete. The caller runs where frames
   * arrive.
   */
  void cut(Buffer last) {
    synchronized (this) {
      if (gone) {
        return;
      }
    }
    response.write(last);
    response.reset();
    leave();
  }

  private void leave() {
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    onGone.run();
  }
}
