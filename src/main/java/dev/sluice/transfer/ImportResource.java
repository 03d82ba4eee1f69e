package dev.sluice.transfer;

import dev.sluice.http.Caller;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import dev.sluice.wire.ImportAnswer;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/import}: lines of an export, a batch at a time. */
@Path("/v1/import")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class ImportResource {
  private static final int MAX_BODY = 16 << 20;
  private static final String DRY_RUN = "dry_run";

  private final ImportBatch batch;

  ImportResource(ImportBatch batch) {
    this.batch = batch;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.POST, "/v1/import", Set.of(Scope.OPERATE), MAX_BODY);
  }

  /** Blocking, because parsing megabytes of JSON would hold up an event loop. */
  @POST
  @Blocking
  public Uni<ImportAnswer> store(
      byte @Nullable [] body,
      @RestQuery(DRY_RUN) @Nullable String dryRun,
      @Context UriInfo uri,
      @Context RoutingContext context) {
    QueryParameters.check(uri.getQueryParameters(), Set.of(DRY_RUN));
    boolean mayRun = Caller.of(context).may(Scope.SUBMIT);
    return batch.run(body == null ? new byte[0] : body, isDryRun(dryRun), mayRun);
  }

  private static boolean isDryRun(@Nullable String dryRun) {
    if (dryRun == null || dryRun.equals("false")) {
      return false;
    }
    if (dryRun.equals("true")) {
      return true;
    }
    throw ProblemException.invalid(DRY_RUN, "invalid_value", "must be true or false");
  }
}
