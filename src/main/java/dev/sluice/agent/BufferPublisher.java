package dev.sluice.agent;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * A request body that is one buffer, handed to the client as it is: the publishers of the JDK would
 * copy it into pieces of 16 KiB first. May be subscribed to again, for a retry.
 */
final class BufferPublisher implements BodyPublisher {
  private final ByteBuffer body;

  BufferPublisher(ByteBuffer body) {
    this.body = body;
  }

  @Override
  public long contentLength() {
    return body.remaining();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Subscription() {
          private boolean done;

          @Override
          public void request(long n) {
            if (!done) {
              done = true;
              subscriber.onNext(body.duplicate());
              subscriber.onComplete();
            }
          }

          @Override
          public void cancel() {
            done = true;
          }
        });
  }
}
