package dev.sluice.app;

import dev.sluice.http.BodyReader;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.job.JobConfig;
import dev.sluice.output.OutputConfig;
import dev.sluice.task.TaskConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every API call passes first: who may call, and how much it may send. */
@Singleton
final class FrontDoor {
  private static final int FIRST = -1_000_000;

  /** These carry the secret of a worker or of an attempt instead. */
  private static final Pattern BY_WORKERS =
      Pattern.compile("/v1/(workers/[^/]+/(heartbeat|poll)|jobs/[^/]+/(output|result))");

  private static final String BATCH = "/v1/jobs/batch";
  private static final String VALIDATE = "/v1/tasks/validate";

  private final ApiToken token;
  private final ProblemAnswer problems;
  private final JobConfig jobs;
  private final OutputConfig output;
  private final TaskConfig tasks;

  FrontDoor(
      ApiToken token,
      ProblemAnswer problems,
      JobConfig jobs,
      OutputConfig output,
      TaskConfig tasks) {
    this.token = token;
    this.problems = problems;
    this.jobs = jobs;
    this.output = output;
    this.tasks = tasks;
  }

  void register(@Observes Router router) {
    router.route("/v1/*").order(FIRST).handler(this::enter);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (token.isConfigured() && !isByWorker(request) && !token.matches(credential(request))) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(
          context,
          401,
          "unauthorized",
          "Authorization must be Bearer and the API token; commands and agents send"
              + " SLUICE_API_TOKEN");
      return;
    }
    int limit = limit(request);
    if (declaredLength(request) > limit) {
      // Not read, so the connection cannot be used again.
      context.response().putHeader("Connection", "close");
      refuse(context, 413, "body_too_large", "body may have " + limit + " bytes");
      return;
    }
    if (isChunked(request) && !isByWorker(request)) {
      readFirst(context, limit);
      return;
    }
    context.next();
  }

  /** The length of a chunked body shows only in the reading; resources then find it read. */
  private void readFirst(RoutingContext context, int limit) {
    problems.guard(
        context,
        () ->
            BodyReader.read(context.request(), limit)
                .invoke(
                    body -> {
                      ((RoutingContextInternal) context).setBody(body);
                      context.next();
                    }));
  }

  private int limit(HttpServerRequest request) {
    if (isByWorker(request)) {
      return output.maxChunk();
    }
    return switch (request.path()) {
      case BATCH -> jobs.maxBatchBody();
      case VALIDATE -> tasks.limits().zip();
      default -> jobs.maxBody();
    };
  }

  private static boolean isChunked(HttpServerRequest request) {
    return request.getHeader("Transfer-Encoding") != null;
  }

  private static boolean isByWorker(HttpServerRequest request) {
    return request.method() == HttpMethod.POST && BY_WORKERS.matcher(request.path()).matches();
  }

  /** A browser's EventSource cannot send headers: it may put the token into the query. */
  private static @Nullable String credential(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return header.substring(7).trim();
    }
    return request.getParam("access_token");
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void refuse(RoutingContext context, int status, String code, String detail) {
    problems.send(context, ProblemException.of(status, code, detail).problem());
  }
}
