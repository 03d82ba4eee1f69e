package dev.sluice.agent.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server, made once, on the thread that waits for its answer: each thread
 * between the socket and that one would cost a wake-up (decision 0016). Any other thread may cancel
 * it. It may go out a second time when a connection that was kept open turns out to be dead, which
 * the wire is made for: a worker may say everything twice.
 */
public final class Call {
  private static final int CONNECT_MS = 5_000;

  /** Up to here, bytes, head and body leave in one packet; for more, a copy would cost more. */
  private static final int ONE_PACKET = 7 << 10;

  private static final byte[] EMPTY = {};

  private final Threads threads;
  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final @Nullable ByteBuffer body;
  private final int withinMs;

  /** Why it was, if it was. */
  private final AtomicReference<@Nullable String> brokenOff = new AtomicReference<>();

  private volatile @Nullable HttpURLConnection connection;

  /**
   * @param within for all of it, connecting included, milliseconds
   */
  Call(
      Threads threads,
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable ByteBuffer body,
      long within) {
    this.threads = threads;
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.withinMs = (int) Math.min(Integer.MAX_VALUE, within);
  }

  /**
   * Makes it, and waits.
   *
   * @throws IOException when there is no answer in time, or it was cancelled; the message says so
   */
  public Reply answer() throws IOException {
    // The JDK's own limit is one for each read, and there is none for writing.
    String late = "not done within " + withinMs + " ms";
    Runnable inTime =
        threads.cancellable(withinMs, () -> threads.pool().execute(() -> breakOff(late)));
    try {
      return exchange();
    } catch (IOException | RuntimeException e) {
      // The JDK is not prepared for a connection that is closed under it, and fails in many ways.
      String why = brokenOff.get();
      throw new IOException(why != null ? why : e.toString(), e);
    } finally {
      inTime.run();
      connection = null;
    }
  }

  /** Makes it on a thread of the pool. */
  public CompletableFuture<Reply> start() {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      threads.pool().execute(() -> complete(reply));
    } catch (RejectedExecutionException closed) {
      reply.completeExceptionally(closed);
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
    }
    reply.complete(answer);
  }

  /** It ends soon, without an answer if it had none yet. */
  public void cancel() {
    breakOff("cancelled");
  }

  private void breakOff(String why) {
    HttpURLConnection open = brokenOff.compareAndSet(null, why) ? connection : null;
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
    // Only what is connected can be broken off: from here on whoever wants that does it.
    if (brokenOff.get() != null) {
      http.disconnect();
      throw new IOException("too late");
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

  private static Reply read(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    if (status < 0) {
      throw new IOException("the answer is not HTTP");
    }
    // Read to its end, or the connection could not be used again.
    try (InputStream answer = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      return new Reply(status, answer == null ? EMPTY : answer.readAllBytes());
    }
  }
}
