package dev.sluice.legacy.executor.file;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.file.FileStore;
import dev.sluice.file.StoredFile;
import dev.sluice.file.api.ContentAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code /api/files/*}. */
@Singleton
final class FileRoutes implements ApiSubject {
  private static final long LISTED = 100;
  private static final long MOST_LISTED = 1_000;

  private final FormUpload uploads;
  private final FileStore files;
  private final OlderFiles olderFiles;
  private final ContentAnswer contents;

  FileRoutes(FormUpload uploads, FileStore files, OlderFiles olderFiles, ContentAnswer contents) {
    this.uploads = uploads;
    this.files = files;
    this.olderFiles = olderFiles;
    this.contents = contents;
  }

  @Override
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.forUsers(POST, "/api/files/upload", Scope.SUBMIT, this::upload).readingBody(),
        ApiRoute.forUsers(GET, "/api/files/list", Scope.READ, this::list),
        ApiRoute.forAgents(GET, "/api/files/download/{id}", this::download),
        ApiRoute.forAgents(GET, "/api/files/download/{id}/zip", this::downloadAsZip));
  }

  private Uni<ApiAnswer> upload(ApiRequest call) {
    return uploads
        .receive(call)
        .map(
            file -> {
              ObjectNode answer = ApiAnswer.success();
              answer.set("file", view(file).put("contentType", file.contentType()));
              return ApiAnswer.ok(answer);
            });
  }

  private Uni<ApiAnswer> list(ApiRequest call) {
    String limit = call.query("limit");
    long most = limit == null ? LISTED : QueryParameters.number("limit", limit, 1, MOST_LISTED);
    return files
        .list(null, (int) most)
        .map(
            found -> {
              ObjectNode answer = ApiAnswer.success();
              ArrayNode items = answer.putArray("files");
              found.forEach(file -> items.add(view(file)));
              return ApiAnswer.ok(answer.put("count", found.size()));
            });
  }

  private static ObjectNode view(StoredFile file) {
    ObjectNode view = ApiAnswer.object();
    view.put("fileId", file.id()).put("filename", file.filename()).put("size", file.size());
    return view.put("uploadDate", file.createdAt().toString());
  }

  private Uni<ApiAnswer> download(ApiRequest call) {
    if (call.path("id").equals(Placeholder.ID)) {
      return Uni.createFrom().item(zip(Placeholder.ID, Placeholder.zip()));
    }
    return olderFiles
        .get(call.path("id"))
        .emitOn(ConnectionLoop.current())
        .map(file -> response -> contents.send(call.context().request(), file));
  }

  private static ApiAnswer zip(String name, byte[] content) {
    return response ->
        response
            .putHeader("Content-Type", "application/zip")
            .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
            .end(Buffer.buffer(content));
  }

  private Uni<ApiAnswer> downloadAsZip(ApiRequest call) {
    return olderFiles
        .get(call.path("id"))
        .emitOn(ConnectionLoop.current())
        .map(
            file ->
                response ->
                    contents.sendZip(response, file, content -> ZipOfOne.of(file, content)));
  }
}
