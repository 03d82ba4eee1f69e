package dev.sluice.http;

import dev.sluice.wire.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** Makes problems from little. */
final class Problems {
  private Problems() {}

  static Problem of(int status, String code, @Nullable String detail) {
    return new Problem(
        HttpResponseStatus.valueOf(status).reasonPhrase(), status, code, detail, null);
  }

  /** For a status that the framework answers by itself, whose own words are not for clients. */
  static Problem ofFramework(int status) {
    String detail =
        switch (status) {
          case 400 -> "the address or a header is malformed";
          case 404 -> "there is nothing at this path";
          case 405 -> "this path does not take this method; Allow says which";
          case 406 -> "what Accept asks for is not what this path answers with";
          case 413 -> "the body is too large";
          case 415 -> "Content-Type is malformed";
          default -> null;
        };
    return of(status, codeOf(status), detail);
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
      case 503 -> "unavailable";
      default -> status < 500 ? "request_refused" : "internal_error";
    };
  }
}
