package dev.sluice.file.api;

import dev.sluice.file.FileStore;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.sse.ConnectionLoop;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * {@code GET /v1/files/{id}}: the content of a file, or the range of it that the client asks for.
 */
@Singleton
final class DownloadRoute {
  private static final String PATH = "/v1/files/:id";

  private final FileStore files;
  private final ContentAnswer contents;
  private final ProblemAnswer problems;

  DownloadRoute(FileStore files, ContentAnswer contents, ProblemAnswer problems) {
    this.files = files;
    this.contents = contents;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(this::download);
    router.route(HttpMethod.HEAD, PATH).handler(this::download);
  }

  private void download(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          QueryParameters.check(context.request().params(), Set.of());
          return files
              .get(context.pathParam("id"))
              .emitOn(ConnectionLoop.current())
              .invoke(file -> contents.send(context.request(), file));
        });
  }
}
