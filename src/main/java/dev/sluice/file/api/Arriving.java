package dev.sluice.file.api;

import dev.sluice.http.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way in. Its one reader gets a part for each that it asks for, so the content
 * arrives at the reader's pace. All state is that of one event loop.
 */
final class Arriving implements Flow.Publisher<Buffer>, Flow.Subscription {
  private final Context loop;
  private final ReadStream<Buffer> stream;
  private final Runnable onPart;
  private Flow.@Nullable Subscriber<? super Buffer> reader;
  private @Nullable Throwable failure;
  private boolean over;

  /**
   * Called on the event loop before the stream has delivered anything.
   *
   * @param onPart runs for each part
   */
  Arriving(Context loop, ReadStream<Buffer> stream, Runnable onPart) {
    this.loop = loop;
    this.stream = stream;
    this.onPart = onPart;
    stream.pause();
    stream.handler(this::part);
    stream.endHandler(end -> complete());
    stream.exceptionHandler(e -> fail(broken()));
  }

  static ProblemException broken() {
    return ProblemException.invalid("body", "broken_body", "broke off, or is no whole form");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Buffer> subscriber) {
    loop.runOnContext(
        now -> {
          reader = subscriber;
          subscriber.onSubscribe(this);
          if (failure != null) {
            subscriber.onError(failure);
          }
        });
  }

  @Override
  public void request(long parts) {
    loop.runOnContext(
        now -> {
          if (!over) {
            stream.fetch(parts);
          }
        });
  }

  /** Drops what still arrives. */
  @Override
  public void cancel() {
    loop.runOnContext(
        now -> {
          if (end()) {
            stream.resume();
          }
        });
  }

  private void part(Buffer part) {
    if (!over && reader != null) {
      onPart.run();
      reader.onNext(part);
    }
  }

  private void complete() {
    if (end() && reader != null) {
      reader.onComplete();
    }
  }

  /** Called on the event loop. */
  void fail(Throwable e) {
    if (end()) {
      stream.resume();
      failure = e;
      if (reader != null) {
        reader.onError(e);
      }
    }
  }

  private boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }
}
