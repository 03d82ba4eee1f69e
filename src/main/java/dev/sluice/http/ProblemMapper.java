package dev.sluice.http;

import com.mongodb.MongoException;
import dev.sluice.wire.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a resource throws into a problem; nothing internal reaches a client. */
public final class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

  private final AllowedMethods allowed;

  ProblemMapper(AllowedMethods allowed) {
    this.allowed = allowed;
  }

  @ServerExceptionMapper
  public Response map(ProblemException e) {
    return answer(e.problem());
  }

  @ServerExceptionMapper
  public Response map(WebApplicationException e, UriInfo uri) {
    int status = e.getResponse().getStatus();
    if (status < 400) {
      return e.getResponse();
    }
    Response answer = answer(Problems.ofFramework(status));
    return status == 405
        ? Response.fromResponse(answer).header("Allow", allowed.of(uri.getPath())).build()
        : answer;
  }

  @ServerExceptionMapper
  public Response map(Throwable e) {
    return answer(of(e));
  }

  /** The problem for any failure; also logs those that are ours. */
  static Problem of(Throwable e) {
    if (e instanceof ProblemException known) {
      return known.problem();
    }
    if (e instanceof MongoException) {
      LOG.warnf("store: %s", e.getMessage());
      return Problems.of(503, "store_unavailable", "the store did not answer; try again");
    }
    LOG.error("a request failed", e);
    return Problems.of(500, "internal_error", "the server failed; its log says why");
  }

  private static Response answer(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem).build();
  }
}
