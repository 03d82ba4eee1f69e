package dev.sluice.script;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The body of an answer, in memory; that of a redirect is passed over. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
  private final long limit;
  private long taken;
  private @Nullable Subscription subscription;

  private BoundedBody(long limit) {
    this.limit = limit;
  }

  /** The answer completes with a {@link FetchFailure} when its body has more bytes. */
  static BodyHandler<byte[]> upTo(long limit) {
    return head ->
        isRedirect(head.statusCode(), head.headers())
            ? BodySubscribers.replacing(new byte[0])
            : new BoundedBody(limit);
  }

  static boolean isRedirect(int status, HttpHeaders headers) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> !headers.firstValue("location").orElse("").isEmpty();
      default -> false;
    };
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    whole.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    taken += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (taken <= limit) {
      whole.onNext(buffers);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    whole.onError(FetchFailure.of("the answer is longer than " + limit + " bytes"));
  }

  @Override
  public void onError(Throwable failure) {
    whole.onError(failure);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }
}
