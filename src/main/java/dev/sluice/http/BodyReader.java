package dev.sluice.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body into memory, up to a limit. */
public final class BodyReader {
  private BodyReader() {}

  /**
   * @return fails with a 413 problem as soon as more than {@code limit} bytes have arrived
   */
  public static Uni<Buffer> read(HttpServerRequest request, int limit) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Buffer body = Buffer.buffer(announced(request, limit));
              request.handler(
                  part -> {
                    if (body.length() + part.length() > limit) {
                      request.handler(ignored -> {});
                      emitter.fail(
                          ProblemException.of(
                              413, "body_too_large", "body may have " + limit + " bytes"));
                    } else {
                      body.appendBuffer(part);
                    }
                  });
              request.exceptionHandler(
                  e ->
                      emitter.fail(
                          ProblemException.invalid(
                              "body",
                              "broken_body",
                              "broke off, or is not framed as HTTP has it")));
              request.endHandler(end -> emitter.complete(body));
              request.resume();
            });
  }

  /** Memory to allocate: the length that the head announces, up to the limit. */
  private static int announced(HttpServerRequest request, int limit) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.matches("\\d{1,9}")
        ? 0
        : Math.min(limit, Integer.parseInt(length));
  }
}
