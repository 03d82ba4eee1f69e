package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.cli.console.LocalServer;
import dev.sluice.time.Timers;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The service, booted in this process on a thread of its own. A process can have one at a time. */
final class QuarkusServer implements LocalServer {
  /** Quarkus creates the {@link Service}; it finds its server here. */
  private static volatile @Nullable QuarkusServer current;

  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private final SelectedStore store;

  private QuarkusServer(SelectedStore store) {
    this.store = store;
  }

  /** See {@link LocalServer.Starter}. */
  static LocalServer start(Map<String, String> properties)
      throws IOException, InterruptedException {
    properties.forEach(System::setProperty);
    ListenAddress.requireFree();
    headStart();
    QuarkusServer server = new QuarkusServer(SelectedStore.open());
    current = server;
    new Thread(() -> Quarkus.run(Service.class, server::stopped), "server").start();
    try {
      server.ready.get();
      return server;
    } catch (ExecutionException e) {
      throw new IOException(reason(e), e);
    }
  }

  /**
   * Runs the static initializer of the generated application while the store opens: it is a fifth
   * of the start and needs no store. Quarkus waits for it and reports an error in it.
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
      throw new IllegalStateException("the future never completes exceptionally", e);
    }
  }

  private void stopped(int code, @Nullable Throwable cause) {
    store.close();
    ready.completeExceptionally(cause == null ? new IOException("it stopped at once") : cause);
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

  /** Runs from the end of the start until the server is asked to stop. */
  public static final class Service implements QuarkusApplication {
    /** By then the garbage of the start is all in the heap. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    @Override
    public int run(String... args) throws IOException, InterruptedException {
      QuarkusServer server = current;
      URI uri = address(CDI.current().select(HttpServer.class).get());
      Optional<Agent> worker =
          CDI.current().select(BuiltInWorker.class).get().start(uri, SelectedStore.directory());
      if (server != null) {
        server.ready.complete(uri);
      }
      CDI.current().select(Timers.class).get().after(SETTLED, Service::shrinkHeap);
      Quarkus.waitForExit();
      Ending ending = CDI.current().select(Ending.class).get();
      ending.begin();
      // The worker hands its attempts back while the server still answers.
      worker.ifPresent(Agent::close);
      ending.cutStreams();
      ending.closeRequests();
      return 0;
    }

    /** With TLS only, Quarkus offers no base address. */
    private static URI address(HttpServer server) {
      if (server.getPort() > 0) {
        return server.getLocalBaseUri();
      }
      String host = ConfigProvider.getConfig().getValue("quarkus.http.host", String.class);
      return URI.create("https://" + host + ":" + server.getSecurePort());
    }

    /**
     * Two thirds of the heap are garbage of the start. The JVM returns memory to the system only in
     * a full collection, which an idle server never triggers. With 15 MB alive it is short.
     */
    private static void shrinkHeap() {
      System.gc();
    }
  }
}
