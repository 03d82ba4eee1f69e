package dev.sluice.file.api;

import dev.sluice.file.FileId;
import dev.sluice.file.FileStore;
import dev.sluice.file.StoredFile;
import dev.sluice.http.PageCursor;
import dev.sluice.http.QueryParameters;
import dev.sluice.wire.Page;
import dev.sluice.wire.file.FileView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}: lists, describes and deletes files. */
@Path("/v1/files")
@Produces(MediaType.APPLICATION_JSON)
public final class FileResource {
  private static final int LIMIT = 100;
  private static final String LIST = "files";

  private final FileStore files;

  FileResource(FileStore files) {
    this.files = files;
  }

  /** Newest first. */
  @GET
  public Uni<Page<FileView>> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor, @Context UriInfo uri) {
    QueryParameters.check(uri.getQueryParameters(), Set.of("limit", "cursor"));
    return page(limit, cursor);
  }

  Uni<Page<FileView>> page(@Nullable String limit, @Nullable String cursor) {
    int most = QueryParameters.limit(limit, LIMIT);
    String before = cursor == null ? null : PageCursor.decode(cursor, LIST);
    return files.list(before, most + 1).map(found -> page(found, most));
  }

  /** One file more than the limit shows whether another page follows. */
  private static Page<FileView> page(List<StoredFile> found, int most) {
    List<StoredFile> items = found.subList(0, Math.min(most, found.size()));
    String next = found.size() > most ? PageCursor.encode(items.get(most - 1).id(), LIST) : null;
    return new Page<>(items.stream().map(StoredFile::view).toList(), next);
  }

  @GET
  @Path("/{id}/info")
  public Uni<FileView> info(@RestPath String id) {
    return files.get(id).map(StoredFile::view);
  }

  /** Answers 204. */
  @DELETE
  @Path("/{id}")
  public Uni<Void> delete(@RestPath String id) {
    return files.delete(id).invoke(existed -> require(existed, id)).replaceWithVoid();
  }

  private static void require(boolean existed, String id) {
    if (!existed) {
      throw FileId.unknown(id);
    }
  }
}
