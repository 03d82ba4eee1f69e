package dev.sluice.legacy.executor;

import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call. */
public final class ApiRequest {
  /** Bytes; longer JSON would hold up an event loop. */
  private static final int LARGE = 64 << 10;

  private final RoutingContext context;

  ApiRequest(RoutingContext context) {
    this.context = context;
  }

  /** A parameter of the path. */
  public String path(String name) {
    return String.valueOf(context.pathParam(name));
  }

  /** A parameter of the query; null when it is absent or empty. */
  public @Nullable String query(String name) {
    String value = context.queryParams().get(name);
    return value == null || value.isEmpty() ? null : value;
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
   * @return fails with 400 when it is not a JSON object
   */
  public Uni<ApiAnswer> json(Function<ApiBody, Uni<ApiAnswer>> work) {
    Buffer buffer = context.body().buffer();
    byte[] bytes = buffer == null ? new byte[0] : buffer.getBytes();
    Uni<ApiBody> body = Uni.createFrom().item(() -> ApiBody.of(bytes));
    return (bytes.length > LARGE
            ? body.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            : body)
        .chain(work::apply);
  }
}
