import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares answers with the API's description. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What HTTP itself calls for, on any path. */
  private static final Set<Integer> OF_HTTP = Set.of(400, 403, 404, 405, 408, 413, 414, 431);

  /** Vert.x answers these without a body when the head is far too long. */
  private static final Set<Integer> BARE = Set.of(414, 431);

  final List<Operation> operations = new ArrayList<>();
  private final Set<Integer> any = new TreeSet<>(OF_HTTP);

  static Api of(URI server) throws IOException {
    Api api = new Api();
    JsonNode paths =
        JSON.readTree(server.resolve("/q/openapi?format=json").toURL().openStream()).path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(member -> api.add(path.getKey(), member.getKey(), member.getValue())));
    return api;
  }

  private void add(String template, String method, JsonNode operation) {
    if (!operation.has("responses")) {
      return;
    }
    Set<Integer> statuses = new TreeSet<>();
    operation
        .path("responses")
        .fieldNames()
        .forEachRemaining(
            status -> {
              for (int i = 0; i < (status.endsWith("XX") ? 100 : 1); i++) {
                statuses.add(Integer.parseInt(status.replace('X', '0')) + i);
              }
            });
    Pattern path = Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]*"));
    operations.add(new Operation(method.toUpperCase(Locale.ROOT), template, path, statuses));
    any.addAll(statuses);
  }

  /** What is wrong with the answer; null if nothing is. */
  String fault(Request request, Answer answer) {
    int status = answer.status();
    if (status >= 500 && status != 503) {
      return "status " + status + "\n" + answer.excerpt();
    }
    if (!documented(request).contains(status)) {
      return "status " + status + " is not in the document\n" + answer.excerpt();
    }
    boolean isHealth = request.target().startsWith("/q/health");
    boolean isBare = request.method().equals("HEAD") || BARE.contains(status);
    return status < 400 || isBare || isHealth && status == 503 ? null : problemFault(answer);
  }

  private Set<Integer> documented(Request request) {
    String path = request.target().split("\\?", 2)[0];
    Set<Integer> known = new TreeSet<>(OF_HTTP);
    if (!request.isPlain()) {
      known.addAll(any);
    }
    if (request.method().equals("OPTIONS")) {
      known.add(204);
    }
    boolean found = false;
    for (Operation operation : operations) {
      boolean same =
          operation.method().equals(request.method())
              || operation.method().equals("GET") && request.method().equals("HEAD");
      if (same && operation.path().matcher(path).matches()) {
        known.addAll(operation.statuses());
        found = true;
      }
    }
    if (!found) {
      // The guards run before the routes.
      known.addAll(Set.of(401, 429, 503));
    }
    return known;
  }

  private static String problemFault(Answer answer) {
    if (!answer.header("content-type").equals("application/problem+json")) {
      return answer.status() + " is no problem but " + answer.header("content-type");
    }
    try {
      JsonNode problem = JSON.readTree(answer.body());
      boolean complete =
          problem.path("status").asInt() == answer.status()
              && problem.path("code").asText().matches("[a-z][a-z0-9_]*")
              && problem.hasNonNull("title");
      return complete ? null : answer.status() + " has an incomplete problem\n" + problem;
    } catch (IOException e) {
      return answer.status() + " has a body that is no JSON\n" + e;
    }
  }
}
