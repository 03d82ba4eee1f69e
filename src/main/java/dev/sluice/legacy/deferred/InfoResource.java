package dev.sluice.legacy.deferred;

import dev.sluice.job.submit.Operations;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;

/** {@code GET /v1/info}: where the server is, and what it can do. */
@Path("/v1/info")
@Produces(MediaType.APPLICATION_JSON)
public final class InfoResource {
  private static final String UNKNOWN = "unknown";

  private final Operations operations;

  InfoResource(Operations operations) {
    this.operations = operations;
  }

  /**
   * @param baseUrl as the caller addressed the server, without a slash at the end
   * @param port on which the server received the call
   * @param version of the jar; {@code unknown} outside of one
   * @param features the operations that a submission may name
   * @param buildTimestamp always {@code unknown}: a build is reproducible and carries no time
   */
  public record Info(
      String baseUrl, int port, String version, List<String> features, String buildTimestamp) {}

  @GET
  public Info info(@Context UriInfo uri, @Context RoutingContext context) {
    String base = uri.getBaseUri().toString();
    String version = InfoResource.class.getPackage().getImplementationVersion();
    return new Info(
        base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
        context.request().localAddress().port(),
        Objects.requireNonNullElse(version, UNKNOWN),
        operations.names(),
        UNKNOWN);
  }
}
