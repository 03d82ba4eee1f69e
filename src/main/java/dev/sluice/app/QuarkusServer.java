package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.cli.console.RunningServer;
import dev.sluice.cli.console.ServerOptions;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The service, booted in this process on a thread of its own. One at a time. */
final class QuarkusServer implements RunningServer {
  /** How the application, which Quarkus makes, reaches the server that it is of. */
  private static volatile @Nullable QuarkusServer current;

  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private final Store store;

  private QuarkusServer(Store store) {
    this.store = store;
  }

  static RunningServer start(ServerOptions options) throws IOException, InterruptedException {
    options.toProperties().forEach(System::setProperty);
    FreePort.check();
    headStart();
    QuarkusServer server = new QuarkusServer(Store.open());
    current = server;
    new Thread(() -> Quarkus.run(Service.class, server::over), "server").start();
    try {
      server.ready.get();
      return server;
    } catch (ExecutionException e) {
      throw new IOException(reason(e), e);
    }
  }

  /**
   * The application that Quarkus generates builds itself in its static initializer: a fifth of the
   * start that needs no store, so the two go side by side. Quarkus waits for the rest of it, and
   * says what went wrong in it.
   */
  private static void headStart() {
    Thread thread =
        new Thread(
            () -> {
              try {
                Class.forName("io.quarkus.runner.ApplicationImpl");
              } catch (ClassNotFoundException | LinkageError e) {
                Logger.getLogger(QuarkusServer.class).debug("no head start", e);
              }
            },
            "head-start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public URI uri() {
    return ready.join();
  }

  @Override
  public void stop() {
    Quarkus.asyncExit(0);
    ended.join();
  }

  @Override
  public int awaitStop() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end is never exceptional", e);
    }
  }

  private void over(int code, @Nullable Throwable cause) {
    store.close();
    ready.completeExceptionally(cause == null ? new IOException("it ended at once") : cause);
    if (cause != null) {
      Logger.getLogger(QuarkusServer.class).debug("start failed", cause);
    }
    ended.complete(code);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
  }

  /** Runs once everything has started, and for as long as the server does. */
  public static final class Service implements QuarkusApplication {
    @Override
    public int run(String... args) throws IOException {
      QuarkusServer server = current;
      URI uri = CDI.current().select(HttpServer.class).get().getLocalBaseUri();
      Optional<Agent> worker =
          CDI.current().select(BuiltInWorker.class).get().start(uri, Store.directory());
      if (server != null) {
        server.ready.complete(uri);
      }
      Quarkus.waitForExit();
      // While the server still answers, so that the worker can give back what it holds.
      worker.ifPresent(Agent::close);
      return 0;
    }
  }
}
