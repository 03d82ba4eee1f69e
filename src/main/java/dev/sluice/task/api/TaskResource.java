package dev.sluice.task.api;

import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.sync.RegistrySync;
import dev.sluice.token.Scope;
import dev.sluice.wire.task.SyncResult;
import dev.sluice.wire.task.TaskReport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * The registry over HTTP, for people, workers, and other registries: with {@code page} the list has
 * the form that other registries read.
 */
@Path("/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
public final class TaskResource {
  private static final Set<String> FILTERS =
      Set.of("q", "tag", "source", "available", "limit", "cursor", "page");
  private static final int MAX_PAGE = 1_000_000;

  private final TaskLister tasks;
  private final VersionLister versions;
  private final CatalogLookup lookup;
  private final ContentResponder responder;
  private final TaskValidator validator;
  private final RegistrySync sync;

  TaskResource(
      TaskLister tasks,
      VersionLister versions,
      CatalogLookup lookup,
      ContentResponder responder,
      TaskValidator validator,
      RegistrySync sync) {
    this.tasks = tasks;
    this.versions = versions;
    this.lookup = lookup;
    this.responder = responder;
    this.validator = validator;
    this.sync = sync;
  }

  static void declare(@Observes RouteNeeds needs, TaskConfig config) {
    needs.declare(HttpMethod.POST, "/v1/tasks/validate", Set.of(Scope.READ), config.limits().zip());
    needs.declare(
        HttpMethod.GET,
        "/v1/tasks/{name}/{version}/bundle",
        Set.of(Scope.READ, Scope.AGENT),
        RouteNeeds.DEFAULT_MAX_BODY);
  }

  @GET
  public Response list(
      @RestQuery @Nullable String q,
      @RestQuery List<String> tag,
      @RestQuery @Nullable String source,
      @RestQuery @Nullable String available,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor,
      @RestQuery @Nullable String page,
      @Context UriInfo uri,
      @Context Request request) {
    QueryParameters.check(uri.getQueryParameters(), FILTERS);
    TaskQuery.Parameters filters = new TaskQuery.Parameters(q, tag, source, available);
    if (page == null) {
      return responder.answer(request, tasks.byName(filters.with(limit, cursor)));
    }
    if (cursor != null) {
      throw ProblemException.invalid("cursor", "invalid_value", "cannot be used with page");
    }
    int number = (int) QueryParameters.number("page", page, 1, MAX_PAGE);
    return responder.answer(
        request,
        tasks.byPage(
            filters.filter(),
            number,
            QueryParameters.limit(limit, TaskQuery.LIMIT),
            next -> addressOf(uri, next)));
  }

  @GET
  @Path("/{name}")
  public Uni<Response> versions(
      @RestPath String name,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor,
      @Context UriInfo uri,
      @Context Request request) {
    QueryParameters.check(uri.getQueryParameters(), Set.of("limit", "cursor"));
    return versions.page(name, limit, cursor).map(page -> responder.answer(request, page));
  }

  @GET
  @Path("/{name}/{version}")
  public Uni<Response> definition(
      @RestPath String name, @RestPath String version, @Context Request request) {
    return lookup.version(name, version).chain(entry -> responder.definition(request, entry));
  }

  @GET
  @Path("/{name}/{version}")
  @Produces(ContentResponder.ZIP)
  public Uni<Response> zip(
      @RestPath String name, @RestPath String version, @Context Request request) {
    return lookup.version(name, version).chain(entry -> responder.current(request, entry));
  }

  /** The content of a version now, or the content with the digest that a job pinned. */
  @GET
  @Path("/{name}/{version}/bundle")
  @Produces(ContentResponder.ZIP)
  public Uni<Response> bundle(
      @RestPath String name,
      @RestPath String version,
      @RestQuery @Nullable String digest,
      @Context UriInfo uri,
      @Context Request request) {
    QueryParameters.check(uri.getQueryParameters(), Set.of("digest"));
    return digest == null
        ? lookup.version(name, version).chain(entry -> responder.current(request, entry))
        : responder.pinned(request, name, version, digest);
  }

  @POST
  @Path("/validate")
  @Consumes(MediaType.WILDCARD)
  public Uni<TaskReport> validate(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw ProblemException.invalid("body", "empty_body", "must be a ZIP, is empty");
    }
    return validator.validate(body);
  }

  /** Ignores the body. */
  @POST
  @Path("/sync")
  @Consumes(MediaType.WILDCARD)
  public Uni<SyncResult> sync() {
    return sync.now();
  }

  /** Without the host: the client may know this server by another name. */
  private static String addressOf(UriInfo uri, int page) {
    URI next = uri.getRequestUriBuilder().replaceQueryParam("page", page).build();
    return next.getRawPath() + "?" + next.getRawQuery();
  }
}
