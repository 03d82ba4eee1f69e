package dev.sluice.task.api;

import dev.sluice.bundle.Digest;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.http.ProblemException;
import dev.sluice.task.Bundles;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.Definitions;
import dev.sluice.task.StoredBundle;
import dev.sluice.task.TaskVersion;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.function.Supplier;

/** Answers with contents of tasks, or with 304 to those who have them. */
@Singleton
final class TaskContents {
  static final String ZIP = "application/zip";

  /** What a version stands for may be replaced, so it is asked for again. */
  private static final String ASK_AGAIN = "private, no-cache";

  /** What a digest stands for never is. */
  private static final String FOR_GOOD = "private, max-age=31536000, immutable";

  private final Bundles bundles;
  private final Definitions definitions;

  TaskContents(Bundles bundles, Definitions definitions) {
    this.bundles = bundles;
    this.definitions = definitions;
  }

  /** A list. */
  Response answer(Request request, Object body) {
    return conditional(
        request,
        Etags.ofJson(body),
        ASK_AGAIN,
        () -> Response.ok(body, MediaType.APPLICATION_JSON));
  }

  /** {@code {metadata, script, input_schema, output_schema, digest}}. */
  Uni<Response> definition(Request request, CatalogEntry entry) {
    EntityTag tag = Etags.of(entry.digest() + "+json");
    ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    if (unchanged != null) {
      return Uni.createFrom().item(finish(unchanged, tag, ASK_AGAIN));
    }
    return definitions
        .find(entry.digest())
        .map(found -> found.orElseThrow(() -> unknown(entry.digest())))
        .map(
            definition -> {
              Object body = BundleWriter.definition(definition.bundle());
              return finish(Response.ok(body, MediaType.APPLICATION_JSON), tag, ASK_AGAIN);
            });
  }

  Uni<Response> current(Request request, CatalogEntry entry) {
    return bundles
        .find(entry.digest())
        .map(found -> found.orElseThrow(() -> unknown(entry.digest())))
        .map(stored -> zip(request, stored, ASK_AGAIN));
  }

  /**
   * @return fails with a 404 problem when nothing of that name and version has the digest
   */
  Uni<Response> pinned(Request request, String name, String version, String digest) {
    if (!Digest.isOne(digest)) {
      throw ProblemException.invalid("digest", "invalid_digest", "must be sha256: and 64 digits");
    }
    return bundles
        .find(digest)
        .map(
            found ->
                found
                    .filter(stored -> stored.task.equals(TaskVersion.id(name, version)))
                    .orElseThrow(() -> unknown(digest)))
        .map(stored -> zip(request, stored, FOR_GOOD));
  }

  private static Response zip(Request request, StoredBundle stored, String caching) {
    return conditional(
        request, Etags.of(stored.digest), caching, () -> Response.ok(stored.zip, ZIP));
  }

  private static Response conditional(
      Request request, EntityTag tag, String caching, Supplier<ResponseBuilder> body) {
    ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return finish(unchanged == null ? body.get() : unchanged, tag, caching);
  }

  private static Response finish(ResponseBuilder response, EntityTag tag, String caching) {
    return response.tag(tag).header("Cache-Control", caching).header("Vary", "Accept").build();
  }

  private static ProblemException unknown(String digest) {
    return ProblemException.notFound("bundle", digest);
  }
}
