package dev.sluice.outbound;

import dev.sluice.outbound.OutboundException.Reason;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests within the limits of a policy. It follows redirects itself, because the JDK's
 * client carries credentials to another origin and asks no policy.
 */
public final class OutboundHttp {
  private final HttpClient client;

  /**
   * @param client its redirect setting is replaced
   */
  public OutboundHttp(HttpClient.Builder client) {
    this.client = client.followRedirects(HttpClient.Redirect.NEVER).build();
  }

  /**
   * Waits for the answer, whatever its status.
   *
   * @throws OutboundException when the policy refuses the call or there is no complete answer
   */
  public HttpResponse<byte[]> send(OutboundRequest first, OutboundPolicy policy)
      throws OutboundException, InterruptedException {
    OutboundRequest request = first;
    URI from = first.target();
    for (int redirects = 0; redirects <= policy.maxRedirects(); redirects++) {
      policy.admit(from, request.target());
      HttpResponse<byte[]> response = exchange(request, policy);
      if (!isRedirect(response.statusCode(), response.headers())) {
        return response;
      }
      from = request.target();
      URI next = policy.resolve(from, location(response.headers()));
      request = request.redirected(response.statusCode(), next);
    }
    throw OutboundException.of(
        Reason.TOO_MANY_REDIRECTS, "more than " + policy.maxRedirects() + " redirects");
  }

  private HttpResponse<byte[]> exchange(OutboundRequest request, OutboundPolicy policy)
      throws OutboundException, InterruptedException {
    long millis = Math.max(1, policy.timeLeft().toMillis());
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(
            request.build(Duration.ofMillis(millis)),
            head ->
                isRedirect(head.statusCode(), head.headers())
                    ? BodySubscribers.replacing(new byte[0])
                    : new BoundedBody(policy.maxBytes()));
    try {
      // The client's own limit ends with the head of the answer; a body may never end.
      return call.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw timeout(request, millis, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpTimeoutException timeout) {
        throw timeout(request, millis, timeout);
      }
      throw e.getCause() instanceof OutboundException failure
          ? failure
          : unreachable(request, e.getCause() == null ? e : e.getCause());
    } finally {
      call.cancel(true);
    }
  }

  private static boolean isRedirect(int status, HttpHeaders headers) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> !location(headers).isEmpty();
      default -> false;
    };
  }

  private static String location(HttpHeaders headers) {
    return headers.firstValue("location").orElse("");
  }

  private static OutboundException timeout(OutboundRequest request, long millis, Exception cause) {
    return OutboundException.of(
        Reason.TIMEOUT,
        "no answer from " + request.target().getHost() + " within " + millis + " ms",
        cause);
  }

  private static OutboundException unreachable(OutboundRequest request, Throwable cause) {
    return OutboundException.of(
        Reason.UNREACHABLE,
        "no answer from " + request.target().getHost() + ": " + text(cause),
        cause);
  }

  private static String text(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    @Nullable String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
