package dev.sluice.legacy.deferred;

import dev.sluice.job.submit.Operations;
import dev.sluice.replica.ServerId;
import dev.sluice.replica.Signals;
import dev.sluice.replica.lead.Leader;
import dev.sluice.replica.lead.Leadership;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/info}: where the server is, and what it can do. */
@Path("/v1/info")
@Produces(MediaType.APPLICATION_JSON)
public final class InfoResource {
  private static final String UNKNOWN = "unknown";

  private final Operations operations;
  private final ServerId self;
  private final Signals signals;
  private final Leadership leadership;

  InfoResource(Operations operations, ServerId self, Signals signals, Leadership leadership) {
    this.operations = operations;
    this.self = self;
    this.signals = signals;
    this.leadership = leadership;
  }

  /**
   * @param baseUrl as the caller addressed the server, without a slash at the end
   * @param port on which the server received the call
   * @param version of the jar; {@code unknown} outside of one
   * @param features the operations that a submission may name
   * @param buildTimestamp always {@code unknown}: a build is reproducible and carries no time
   * @param server the id of this server, another one at each start
   * @param servers the ids of all servers of the database, as far as this one knows
   * @param signals how this server learns what the others write
   * @param leader the server that assigns jobs; null while none is known
   */
  public record Info(
      String baseUrl,
      int port,
      String version,
      List<String> features,
      String buildTimestamp,
      String server,
      List<String> servers,
      Signals.Means signals,
      @Nullable LeaderView leader) {}

  /**
   * The server that leads.
   *
   * @param epoch grows by one with each change of the leader
   * @param since when it began to lead
   */
  public record LeaderView(String server, long epoch, Instant since) {
    static @Nullable LeaderView of(@Nullable Leader leader) {
      return leader == null
          ? null
          : new LeaderView(leader.server(), leader.epoch(), leader.since());
    }
  }

  @GET
  public Info info(@Context UriInfo uri, @Context RoutingContext context) {
    String base = uri.getBaseUri().toString();
    String version = InfoResource.class.getPackage().getImplementationVersion();
    return new Info(
        base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
        context.request().localAddress().port(),
        Objects.requireNonNullElse(version, UNKNOWN),
        operations.names(),
        UNKNOWN,
        self.value(),
        servers(),
        signals.means(),
        LeaderView.of(leadership.leader()));
  }

  private List<String> servers() {
    return Stream.concat(Stream.of(self.value()), signals.peers().stream()).sorted().toList();
  }
}
