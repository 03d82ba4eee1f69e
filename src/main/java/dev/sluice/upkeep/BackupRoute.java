package dev.sluice.upkeep;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.sse.ResponsePump;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.time.Timers;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * {@code GET /v1/store/backup}: the embedded store as of now, as {@link ImageEncoder} writes it.
 * The store keeps the space that the backup reads, so there is one at a time, and a client that
 * takes nothing for a while loses it.
 */
@Singleton
final class BackupRoute {
  private static final Logger LOG = Logger.getLogger(BackupRoute.class);
  private static final String PATH = "/v1/store/backup";
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ProblemAnswer problems;
  private final Timers timers;
  private final String address;
  private final String directory;
  private final AtomicBoolean running = new AtomicBoolean();

  BackupRoute(
      ProblemAnswer problems,
      Timers timers,
      @ConfigProperty(name = "quarkus.mongodb.connection-string") String address,
      @ConfigProperty(name = "sluice.data-dir", defaultValue = "data") String directory) {
    this.problems = problems;
    this.timers = timers;
    this.address = address;
    this.directory = directory;
  }

  void needs(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.GET, PATH, Set.of(Scope.BACKUP), RouteNeeds.DEFAULT_MAX_BODY);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(this::backup);
    problems.refuseOtherMethods(router, PATH);
  }

  private void backup(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          QueryParameters.check(context.request().params(), Set.of());
          EmbeddedMongo store = EmbeddedMongo.serving(address).orElseThrow(BackupRoute::noStore);
          if (!running.compareAndSet(false, true)) {
            throw ProblemException.of(
                409, "backup_running", "another backup is being sent; try again when it has ended");
          }
          return Uni.createFrom()
              .item(store::image)
              .onFailure()
              .invoke(failure -> running.set(false))
              .invoke(image -> send(context.response(), image));
        });
  }

  private static ProblemException noStore() {
    return ProblemException.of(
        409, "store_not_embedded", "the server's store is a MongoDB: use its own tools");
  }

  private void send(HttpServerResponse response, StoreImage image) {
    response.putHeader("Content-Type", "application/octet-stream");
    response.putHeader("Sluice-Store", place());
    response.setChunked(true);
    ImageEncoder encoder = new ImageEncoder(image);
    AtomicLong records = new AtomicLong();
    LOG.infof("a backup of %d entries begins", image.entries());
    ResponsePump pump = new ResponsePump(response, () -> end(image));
    endIfStalled(response, records, -1);
    records(encoder).invoke(record -> records.incrementAndGet()).subscribe(pump);
  }

  /** By which a command on this machine knows that this server uses its directory. */
  private String place() {
    Path path = Path.of(directory).toAbsolutePath();
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      return path.toString();
    }
  }

  /** Reads on a thread that may wait for the disk. */
  private static Multi<Buffer> records(ImageEncoder encoder) {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                Uni.createFrom()
                    .item(() -> Buffer.buffer(encoder.next()))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
        .whilst(record -> record.length() > 0);
  }

  private void endIfStalled(HttpServerResponse response, AtomicLong records, long before) {
    timers.after(
        LONGEST_WAIT,
        () -> {
          long now = records.get();
          if (response.ended() || response.closed()) {
            return;
          }
          if (now == before) {
            LOG.warn("a backup ends, since its client takes nothing");
            response.reset();
          } else {
            endIfStalled(response, records, now);
          }
        });
  }

  private void end(StoreImage image) {
    image.close();
    running.set(false);
    LOG.info("the backup ended");
  }
}
