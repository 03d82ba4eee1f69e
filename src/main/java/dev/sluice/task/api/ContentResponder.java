package dev.sluice.task.api;

import dev.sluice.bundle.Digest;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.http.ProblemException;
import dev.sluice.store.StoredJson;
import dev.sluice.task.Bundles;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.Definitions;
import dev.sluice.task.StoredBundle;
import dev.sluice.task.TaskVersion;
import dev.sluice.text.Sha256;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers with the content of a task, or with 304 to a client that has it. */
@Singleton
final class ContentResponder {
  static final String ZIP = "application/zip";

  /** The content of a version may be replaced, so clients ask again. */
  private static final String ASK_AGAIN = "private, no-cache";

  /** The content of a digest never changes. */
  private static final String IMMUTABLE = "private, max-age=31536000, immutable";

  private final Bundles bundles;
  private final Definitions definitions;

  ContentResponder(Bundles bundles, Definitions definitions) {
    this.bundles = bundles;
    this.definitions = definitions;
  }

  /** A list. */
  Response answer(Request request, Object body) {
    return conditional(
        request, tagOf(body), ASK_AGAIN, () -> Response.ok(body, MediaType.APPLICATION_JSON));
  }

  /** {@code {metadata, script, input_schema, output_schema, digest}}. */
  Uni<Response> definition(Request request, CatalogEntry entry) {
    EntityTag tag = new EntityTag(entry.digest() + "+json");
    ResponseBuilder unchanged = unchanged(request, tag);
    if (unchanged != null) {
      return Uni.createFrom().item(finish(unchanged, tag, ASK_AGAIN));
    }
    return definitions
        .find(entry.digest())
        .onItem()
        .ifNull()
        .failWith(() -> unknown(entry.digest()))
        .map(
            definition -> {
              Object body = BundleWriter.definition(definition.bundle());
              return finish(Response.ok(body, MediaType.APPLICATION_JSON), tag, ASK_AGAIN);
            });
  }

  Uni<Response> current(Request request, CatalogEntry entry) {
    return bundles
        .find(entry.digest())
        .onItem()
        .ifNull()
        .failWith(() -> unknown(entry.digest()))
        .map(stored -> zip(request, stored, ASK_AGAIN));
  }

  /**
   * @return fails with a 404 problem if no content of that name and version has the digest
   */
  Uni<Response> pinned(Request request, String name, String version, String digest) {
    if (!Digest.isOne(digest)) {
      throw ProblemException.invalid("digest", "invalid_digest", "must be sha256: and 64 digits");
    }
    return bundles
        .find(digest)
        .onItem()
        .ifNotNull()
        .transform(stored -> stored.task.equals(TaskVersion.id(name, version)) ? stored : null)
        .onItem()
        .ifNull()
        .failWith(() -> unknown(digest))
        .map(stored -> zip(request, stored, IMMUTABLE));
  }

  private static Response zip(Request request, StoredBundle stored, String caching) {
    return conditional(
        request, new EntityTag(stored.digest), caching, () -> Response.ok(stored.zip, ZIP));
  }

  private static Response conditional(
      Request request, EntityTag tag, String caching, Supplier<ResponseBuilder> body) {
    ResponseBuilder unchanged = unchanged(request, tag);
    return finish(unchanged == null ? body.get() : unchanged, tag, caching);
  }

  /**
   * The answer to a client that has this content; null for any other.
   *
   * @throws ProblemException 412 for a client that asks for other content only
   */
  private static @Nullable ResponseBuilder unchanged(Request request, EntityTag tag) {
    ResponseBuilder answer = request.evaluatePreconditions(tag);
    if (answer != null && answer.clone().build().getStatus() == 412) {
      throw ProblemException.of(
          412,
          "precondition_failed",
          "If-Match names other content than \"" + tag.getValue() + "\"");
    }
    return answer;
  }

  private static Response finish(ResponseBuilder response, EntityTag tag, String caching) {
    return response.tag(tag).header("Cache-Control", caching).header("Vary", "Accept").build();
  }

  /** The same on every server for the same content. */
  private static EntityTag tagOf(Object body) {
    return new EntityTag(Sha256.of(StoredJson.text(body)).substring(0, 32));
  }

  private static ProblemException unknown(String digest) {
    return ProblemException.notFound("bundle", digest);
  }
}
