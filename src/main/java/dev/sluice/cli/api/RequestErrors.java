package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Describes a failed request in lines for the user. */
public final class RequestErrors {
  private RequestErrors() {}

  /** One line for the server's answer, and one more for each invalid field. */
  static List<String> describe(ObjectMapper mapper, int status, byte[] body) {
    Problem problem = parse(mapper, body);
    if (problem == null) {
      return List.of("the server answered HTTP " + status);
    }
    List<String> lines = new ArrayList<>();
    String title = Objects.requireNonNullElse(problem.title(), "the server refused the request");
    String detail = problem.detail() == null ? "" : ": " + problem.detail();
    lines.add(title + detail + " (HTTP " + status + ", " + problem.code() + ")");
    if (problem.errors() != null) {
      for (FieldError error : problem.errors()) {
        lines.add("  " + error.field() + ": " + error.message());
      }
    }
    return lines;
  }

  private static @Nullable Problem parse(ObjectMapper mapper, byte[] body) {
    try {
      Problem problem = mapper.readValue(body, Problem.class);
      return problem == null || problem.code() == null ? null : problem;
    } catch (IOException e) {
      return null; // an error page of a proxy, or an empty body
    }
  }

  /** Why no answer came, without the JDK's class names. */
  public static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "no such host";
    }
    if (e instanceof ConnectException) {
      return "connection refused (is a server running there?)";
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof SSLHandshakeException) {
      return "its certificate is not trusted; name it, or the one that signed it, with --cacert";
    }
    return Objects.requireNonNullElse(e.getMessage(), "the connection broke");
  }
}
