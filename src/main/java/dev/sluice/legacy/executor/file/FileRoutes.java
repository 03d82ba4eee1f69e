package dev.sluice.legacy.executor.file;

import static io.vertx.core.http.HttpMethod.GET;

import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code /api/files/*}. */
@Singleton
final class FileRoutes implements ApiSubject {
  @Override
  public List<ApiRoute> routes() {
    return List.of(ApiRoute.forAgents(GET, "/api/files/download/{id}", FileRoutes::download));
  }

  private static Uni<ApiAnswer> download(ApiRequest call) {
    if (!call.path("id").equals(Placeholder.ID)) {
      throw ProblemException.of(404, "file_not_found", "File not found");
    }
    Buffer zip = Buffer.buffer(Placeholder.zip());
    return Uni.createFrom()
        .item(
            response ->
                response
                    .putHeader("Content-Type", "application/zip")
                    .putHeader(
                        "Content-Disposition", "attachment; filename=\"" + Placeholder.ID + "\"")
                    .end(zip));
  }
}
