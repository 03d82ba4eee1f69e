package dev.sluice.legacy.executor;

import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call. */
public final class ApiRequest {
  /** Bytes; longer JSON would hold up an event loop. */
  private static final int LARGE = 64 << 10;

  private static final String WORKER = "workerId";

  private final RoutingContext context;
  private final Optional<String> worker;

  /**
   * @param worker that the call shows a token of
   */
  ApiRequest(RoutingContext context, Optional<String> worker) {
    this.context = context;
    this.worker = worker;
  }

  /** For routes that take or send content in parts. */
  public RoutingContext context() {
    return context;
  }

  /** A parameter of the path. */
  public String path(String name) {
    return String.valueOf(context.pathParam(name));
  }

  /**
   * A parameter of the query; null when it is absent or empty.
   *
   * @throws ProblemException 403 when it is a worker other than that of the token
   */
  public @Nullable String query(String name) {
    String value = context.queryParams().get(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (name.equals(WORKER)) {
      refuseOtherWorker(value);
    }
    return value;
  }

  /**
   * A parameter of the query that must be there.
   *
   * @param message of the refusal
   * @throws ProblemException 400 without it
   */
  public String query(String name, String message) {
    String value = query(name);
    if (value == null) {
      throw ApiBody.refused(message);
    }
    return value;
  }

  /**
   * Reads the body as JSON and goes on with it.
   *
   * @return fails with 400 when it is not a JSON object, and with 403 when it names a worker other
   *     than that of the token
   */
  public Uni<ApiAnswer> json(Function<ApiBody, Uni<ApiAnswer>> work) {
    Buffer buffer = context.body().buffer();
    byte[] bytes = buffer == null ? new byte[0] : buffer.getBytes();
    Uni<ApiBody> body = Uni.createFrom().item(() -> read(bytes));
    return (bytes.length > LARGE
            ? body.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            : body)
        .chain(work::apply);
  }

  private ApiBody read(byte[] bytes) {
    ApiBody body = ApiBody.of(bytes);
    String named = worker.isPresent() ? body.text(WORKER) : null;
    if (named != null) {
      refuseOtherWorker(named);
    }
    return body;
  }

  private void refuseOtherWorker(String id) {
    if (worker.isPresent() && !worker.get().equals(id)) {
      throw ProblemException.of(
          403, "worker_not_allowed", "X-Worker-Token is that of a worker other than workerId");
    }
  }
}
