package dev.sluice.file.api;

import dev.sluice.file.FileId;
import dev.sluice.file.FileStore;
import dev.sluice.file.StoredFile;
import dev.sluice.http.JsonAnswer;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.job.Job;
import dev.sluice.job.LeaseHolders;
import dev.sluice.sse.ConnectionLoop;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * {@code /v1/jobs/{id}/files}: a worker fetches the file that its job works on, and leaves files.
 * It needs the lease of the attempt and no token.
 */
@Singleton
final class JobFilesRoute {
  private static final String LEFT = "/v1/jobs/{id}/files";

  private final LeaseHolders leases;
  private final FileStore files;
  private final ContentAnswer contents;
  private final Receiver receiver;
  private final ProblemAnswer problems;

  JobFilesRoute(
      LeaseHolders leases,
      FileStore files,
      ContentAnswer contents,
      Receiver receiver,
      ProblemAnswer problems) {
    this.leases = leases;
    this.files = files;
    this.contents = contents;
    this.receiver = receiver;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs, LeaseHolders leases) {
    needs.declare(HttpMethod.GET, LEFT + "/{file}", leases::check, RouteNeeds.DEFAULT_MAX_BODY);
    needs.declare(HttpMethod.POST, LEFT, leases::check, RouteNeeds.DEFAULT_MAX_BODY);
    needs.readOwnBody(LEFT);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/jobs/:id/files/:file").handler(this::fetch);
    router
        .route(HttpMethod.POST, "/v1/jobs/:id/files")
        .order(UploadRoute.ORDER)
        .handler(this::leave);
  }

  private void fetch(RoutingContext context) {
    HttpServerRequest request = context.request();
    String id = context.pathParam("file");
    problems.guard(
        context,
        () -> {
          QueryParameters.check(request.params(), Set.of("file"));
          return leases
              .holder(context.pathParam("id"), request)
              .chain(job -> files.get(id).invoke(file -> requireOf(job, file)))
              .emitOn(ConnectionLoop.current())
              .invoke(file -> contents.send(request, file));
        });
  }

  private static void requireOf(Job job, StoredFile file) {
    if (!file.id().equals(job.fileId) && !job.id.equals(file.jobId())) {
      throw FileId.unknown(file.id());
    }
  }

  private void leave(RoutingContext context) {
    HttpServerRequest request = context.request().pause();
    String id = context.pathParam("id");
    problems.guard(
        context,
        () -> {
          QueryParameters.check(request.params(), Set.of("filename"));
          return leases
              .holder(id, request)
              .emitOn(ConnectionLoop.current())
              .chain(job -> receiver.receive(context, job.id))
              .onFailure()
              .invoke(() -> Receiver.announceEnd(context))
              .invoke(file -> JsonAnswer.created(context, file.view()));
        });
  }
}
