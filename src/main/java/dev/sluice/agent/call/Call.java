package dev.sluice.agent.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server. It runs once, on the thread that waits for its answer: each thread
 * between the socket and that one would cost a wake-up (decision 0016). Any other thread may cancel
 * it. The JDK may send the request twice when a kept-alive connection turns out to be dead; every
 * route that a worker calls accepts the same request twice.
 */
public final class Call {
  private static final int CONNECT_MS = 5_000;

  /**
   * Head and body of up to this many bytes leave in one packet; a larger body is streamed, since
   * the copy would cost more than the second packet.
   */
  private static final int ONE_PACKET = 7 << 10;

  private static final byte[] EMPTY = {};

  private final Threads threads;
  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final @Nullable ByteBuffer body;
  private final int withinMs;

  /** The reason, once the call was cancelled or ran out of time. */
  private final AtomicReference<@Nullable String> abortReason = new AtomicReference<>();

  private volatile @Nullable HttpURLConnection connection;

  /**
   * @param withinMs limit for the whole call, connecting included, milliseconds
   */
  Call(
      Threads threads,
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable ByteBuffer body,
      long withinMs) {
    this.threads = threads;
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.withinMs = (int) Math.min(Integer.MAX_VALUE, withinMs);
  }

  /**
   * Sends the request and waits for the answer.
   *
   * @throws IOException when no answer arrives in time, or the call was cancelled; the message says
   *     which
   */
  public Reply answer() throws IOException {
    // The JDK limits each read, not the whole call, and does not limit writes.
    String late = "not done within " + withinMs + " ms";
    Runnable cancelLimit =
        threads.after(Duration.ofMillis(withinMs), () -> threads.pool().execute(() -> abort(late)));
    try {
      return exchange();
    } catch (IOException | RuntimeException e) {
      // A connection that another thread closes fails with many kinds of exceptions.
      String reason = abortReason.get();
      throw new IOException(reason != null ? reason : e.toString(), e);
    } finally {
      cancelLimit.run();
      connection = null;
    }
  }

  /** Runs the call on a thread of the pool. */
  public CompletableFuture<Reply> start() {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      threads.pool().execute(() -> complete(reply));
    } catch (RejectedExecutionException closed) {
      reply.completeExceptionally(closed);
    } catch (OutOfMemoryError noThread) {
      threads.report(noThread);
      reply.completeExceptionally(noThread);
    }
    return reply;
  }

  private void complete(CompletableFuture<Reply> reply) {
    Reply answer;
    try {
      answer = answer();
    } catch (IOException | RuntimeException e) {
      reply.completeExceptionally(e);
      return;
    } catch (Error e) {
      threads.report(e);
      reply.completeExceptionally(e);
      return;
    }
    reply.complete(answer);
  }

  /** Ends the call soon, without an answer unless one has arrived. */
  public void cancel() {
    abort("cancelled");
  }

  private void abort(String reason) {
    HttpURLConnection open = abortReason.compareAndSet(null, reason) ? connection : null;
    if (open != null) {
      open.disconnect();
    }
  }

  private Reply exchange() throws IOException {
    HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
    http.setRequestMethod(method);
    http.setConnectTimeout(CONNECT_MS);
    http.setReadTimeout(withinMs);
    http.setInstanceFollowRedirects(false);
    headers.forEach(http::setRequestProperty);
    prepare(http, body);
    http.connect();
    connection = http;
    // A thread that aborted before this line saw no connection to close.
    if (abortReason.get() != null) {
      http.disconnect();
      throw new IOException("aborted before the request was sent");
    }
    send(http, body);
    return read(http);
  }

  private static void prepare(HttpURLConnection http, @Nullable ByteBuffer body) {
    if (body != null) {
      http.setDoOutput(true);
      if (body.remaining() > ONE_PACKET) {
        http.setFixedLengthStreamingMode(body.remaining());
      }
    }
  }

  private static void send(HttpURLConnection http, @Nullable ByteBuffer body) throws IOException {
    if (body != null) {
      try (OutputStream out = http.getOutputStream()) {
        out.write(body.array(), body.arrayOffset() + body.position(), body.remaining());
      }
    }
  }

  static Reply read(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    if (status < 0) {
      throw new IOException("the answer is not HTTP");
    }
    // The JDK keeps the connection alive only if the body is read to its end.
    try (InputStream answer = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      return new Reply(status, answer == null ? EMPTY : answer.readAllBytes());
    }
  }
}
