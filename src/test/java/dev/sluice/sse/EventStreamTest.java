package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over a real connection to a server without Quarkus. */
@Timeout(20)
class EventStreamTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server = vertx.createHttpServer();
  private final BlockingQueue<String> gone = new LinkedBlockingQueue<>();
  private volatile Consumer<HttpServerRequest> handler = request -> {};

  @BeforeEach
  void startServer() throws Exception {
    server.requestHandler(request -> handler.accept(request));
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  @AfterEach
  void stopServer() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void send_framesThatEnd_arriveInOrderAndEndTheResponse() throws Exception {
    serve(Multi.createFrom().items("a", "b").map(Buffer::buffer));

    HttpResponse<String> answer = call("GET", HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo("ab");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream;charset=UTF-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache, no-transform");
    assertThat(nextGone()).isEqualTo("gone");
  }

  @Test
  void send_headRequest_sendsTheHeadAndSubscribesToNothing() throws Exception {
    AtomicInteger subscribed = new AtomicInteger();
    serve(
        Multi.createFrom()
            .<Buffer>nothing()
            .onSubscription()
            .invoke(s -> subscribed.incrementAndGet()));

    HttpResponse<String> answer = call("HEAD", HttpResponse.BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("X-Accel-Buffering")).hasValue("no");
    assertThat(nextGone()).isEqualTo("gone");
    assertThat(subscribed).hasValue(0);
  }

  @Test
  void send_clientDisconnects_cancelsTheFramesAndRunsOnGoneOnce() throws Exception {
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    serve(
        Multi.createBy()
            .concatenating()
            .streams(
                Multi.createFrom().item(Buffer.buffer("a")), Multi.createFrom().<Buffer>nothing())
            .onCancellation()
            .invoke(() -> cancelled.complete("cancelled")));

    InputStream body = call("GET", HttpResponse.BodyHandlers.ofInputStream()).body();
    assertThat(body.read()).isEqualTo('a');
    body.close();

    assertThat(nextGone()).isEqualTo("gone");
    assertThat(cancelled.get(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
    assertThat(gone).isEmpty();
  }

  @Test
  void send_clientReadsNothing_requestsNoMoreThanTheSocketTakes() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Buffer frame = Buffer.buffer(new byte[1 << 20]);
    int all = 200;
    Multi<Buffer> frames =
        Multi.createBy().repeating().supplier(made::incrementAndGet).atMost(all).map(n -> frame);
    CompletableFuture<Integer> madeAtOnce = new CompletableFuture<>();
    handler =
        request -> {
          EventStream.send(request, frames, () -> {});
          vertx.runOnContext(next -> madeAtOnce.complete(made.get()));
        };

    InputStream body = call("GET", HttpResponse.BodyHandlers.ofInputStream()).body();
    int madeUnread = madeAtOnce.get(10, TimeUnit.SECONDS);
    long read = body.transferTo(OutputStream.nullOutputStream());

    assertThat(madeUnread).isLessThan(all);
    assertThat(read).isEqualTo((long) all << 20);
  }

  @Test
  void send_framesFail_resetsTheConnection() throws Exception {
    CompletableFuture<MultiEmitter<? super Buffer>> source = new CompletableFuture<>();
    serve(Multi.createFrom().emitter(emitter -> source.complete(emitter.emit(Buffer.buffer("a")))));
    InputStream body = call("GET", HttpResponse.BodyHandlers.ofInputStream()).body();
    assertThat(body.read()).isEqualTo('a');

    source.get(10, TimeUnit.SECONDS).fail(new IllegalStateException("seeded"));

    assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    assertThat(nextGone()).isEqualTo("gone");
  }

  private void serve(Multi<Buffer> frames) {
    handler = request -> EventStream.send(request, frames, () -> gone.add("gone"));
  }

  private @Nullable String nextGone() throws InterruptedException {
    return gone.poll(10, TimeUnit.SECONDS);
  }

  private <T> HttpResponse<T> call(String method, HttpResponse.BodyHandler<T> body)
      throws Exception {
    HttpRequest request =
        request("").method(method, HttpRequest.BodyPublishers.ofString("")).build();
    return HttpClient.newHttpClient().send(request, body);
  }

  private HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.actualPort() + "/" + query))
        .version(HttpClient.Version.HTTP_1_1);
  }
}
