package dev.sluice.http;

import static dev.sluice.time.Awaiting.result;

import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Serves Vert.x routes without Quarkus, to callers that have the given scopes. */
public final class PlainRoutes implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpServer server;

  private PlainRoutes(HttpServer server) {
    this.server = server;
  }

  /**
   * @param register adds the routes
   */
  public static PlainRoutes serve(Vertx vertx, Set<Scope> scopes, Consumer<Router> register) {
    AccessToken token = AccessToken.issue("test", scopes, List.of(), Instant.EPOCH, null).token();
    Router router = Router.router(vertx);
    router.route().order(-2).handler(BodyHandler.create(false));
    router
        .route()
        .order(-1)
        .handler(
            context -> {
              new Caller(token).attachTo(context);
              context.next();
            });
    register.accept(router);
    HttpServer server = vertx.createHttpServer().requestHandler(router);
    result(Uni.createFrom().completionStage(server.listen(0, "127.0.0.1").toCompletionStage()));
    return new PlainRoutes(server);
  }

  /**
   * @param headers names and values in turn
   */
  public Answer get(String path, String... headers) {
    return call("GET", path, new byte[0], headers);
  }

  /**
   * @param headers names and values in turn
   */
  public Answer call(String method, String path, byte[] body, String... headers) {
    try {
      return new Answer(
          CLIENT.send(request(method, path, body, headers), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The answer to a call. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public byte[] bytes() {
      return response.body();
    }

    public String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The value of a header; empty without it. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public int port() {
    return server.actualPort();
  }

  private HttpRequest request(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  @Override
  public void close() {
    result(Uni.createFrom().completionStage(server.close().toCompletionStage()));
  }
}
