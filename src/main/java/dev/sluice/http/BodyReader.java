package dev.sluice.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Takes a request's body into memory, up to a limit. */
public final class BodyReader {
  private BodyReader() {}

  /**
   * @return fails with a 413 problem as soon as more than {@code limit} bytes came
   */
<<<<<<< HEAD:src/main/java/dev/sluice/output/BodyReader.java
  static Uni<byte[]> read(HttpServerRequest request, int limit) {
=======
  public static Uni<Buffer> read(HttpServerRequest request, int limit) {
>>>>>>> main:src/main/java/dev/sluice/http/BodyReader.java
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Bytes body = new Bytes(announced(request, limit));
              request.handler(
                  part -> {
                    if (body.length() + part.length() > limit) {
                      request.handler(ignored -> {});
                      emitter.fail(
                          ProblemException.of(
                              413, "body_too_large", "body may have " + limit + " bytes"));
                    } else {
                      body.write(part);
                    }
                  });
<<<<<<< HEAD:src/main/java/dev/sluice/output/BodyReader.java
              request.exceptionHandler(emitter::fail);
              request.endHandler(end -> emitter.complete(body.toArray()));
=======
              request.exceptionHandler(
                  e ->
                      emitter.fail(
                          ProblemException.invalid(
                              "body",
                              "broken_body",
                              "broke off, or is not framed as HTTP has it")));
              request.endHandler(end -> emitter.complete(body));
>>>>>>> main:src/main/java/dev/sluice/http/BodyReader.java
              request.resume();
            });
  }

  /** How much memory to set aside: what the head announces, as far as that is allowed. */
  private static int announced(HttpServerRequest request, int limit) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.matches("\\d{1,9}")
        ? 0
        : Math.min(limit, Integer.parseInt(length));
  }
}
