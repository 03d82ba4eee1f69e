package dev.sluice.http;

import com.mongodb.MongoException;
import dev.sluice.wire.Problem;
import io.smallrye.mutiny.CompositeException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception of a resource to a problem, without internal details. */
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

  /** Distinguishes a known path without this method (405) from an unknown path (404). */
  private Response nothingHere(ContainerRequestContext request) {
    String methods = allowed.of(request.getUriInfo().getPath());
    return methods.isEmpty()
        ? framework(404)
        : Response.fromResponse(framework(405)).header("Allow", methods).build();
  }

  private static Response framework(int status) {
    return answer(ofStatus(status));
  }

  @ServerExceptionMapper
  public Response map(Throwable e) {
    return answer(of(e));
  }

  /** The problem for any failure; logs the server's own failures. */
  static Problem of(Throwable e) {
    if (e instanceof CompositeException several) {
      return of(gravest(several));
    }
    if (e instanceof ProblemException known) {
      return known.problem();
    }
    if (e instanceof MongoException store && StoreFailures.mayPass(store)) {
      LOG.warnf("store: %s", e.getMessage());
      return StoreFailures.isFull(store)
          ? ProblemException.problem(
              503, "store_full", "the disk of the store is full; try again when it has space")
          : ProblemException.problem(
              503, "store_unavailable", "the store did not answer; try again");
    }
    LOG.error("a request failed", e);
    return ProblemException.problem(500, "internal_error", "the server failed; its log says why");
  }

  /** Of the failures of steps that ran side by side: the first that is our own, if there is one. */
  private static Throwable gravest(CompositeException several) {
    return several.getCauses().stream()
        .filter(e -> !(e instanceof MongoException store && StoreFailures.mayPass(store)))
        .findFirst()
        .orElseGet(() -> several.getCauses().get(0));
  }

  private static Response answer(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    return problem.status() == 503
        ? answer.header(HttpHeaders.RETRY_AFTER, ProblemAnswer.RETRY_AFTER_S).build()
        : answer.build();
  }

  /** For a status that the framework sets, whose text is not meant for clients. */
  static Problem ofStatus(int status) {
    String detail =
        switch (status) {
          case 400 -> "the address or a header is malformed";
          case 404 -> "there is nothing at this path";
          case 405 -> "this path does not take this method; Allow says which";
          case 406 -> "this path has no content of a type that Accept allows";
          case 413 -> "the body is too large";
          case 415 -> "Content-Type is malformed";
          default -> null;
        };
    return ProblemException.problem(status, codeOf(status), detail);
  }

  private static String codeOf(int status) {
    return switch (status) {
      case 400 -> "bad_request";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 406 -> "not_acceptable";
      case 413 -> "body_too_large";
      case 414 -> "uri_too_long";
      case 415 -> "unsupported_media_type";
      case 431 -> "headers_too_large";
      case 503 -> "unavailable";
      default -> status < 500 ? "request_refused" : "internal_error";
    };
  }
}
