package dev.sluice.http;

import com.mongodb.MongoException;
import dev.sluice.wire.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
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
  public Response map(WebApplicationException e, ContainerRequestContext request) {
    int status = e.getResponse().getStatus();
    if (status < 400) {
      return e.getResponse();
    }
    return status == 404 || status == 405 ? nothingHere(request) : framework(status);
  }

  /** A path of ours that does not take the method is told from one that is not ours. */
  private Response nothingHere(ContainerRequestContext request) {
    String methods = allowed.of(request.getUriInfo().getPath());
    return methods.isEmpty()
        ? framework(404)
        : Response.fromResponse(framework(405)).header("Allow", methods).build();
  }

  private static Response framework(int status) {
    return answer(Problems.ofFramework(status));
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
