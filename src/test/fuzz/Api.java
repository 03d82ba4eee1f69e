import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Compares answers with the API's description. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What HTTP itself calls for, on any path. */
  private static final Set<Integer> OF_HTTP = Set.of(400, 403, 404, 405, 408, 413, 414, 431);

  /** Vert.x answers these without a body when the head is far too long. */
  private static final Set<Integer> BARE = Set.of(414, 431);

  private static final String CODE = "[a-z][a-z0-9_]*";

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
    boolean ofOpenAi = operation.path("responses").toString().contains("/OpenAiFailure");
    operations.add(
        new Operation(method.toUpperCase(Locale.ROOT), template, path, statuses, ofOpenAi));
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
    if (status < 400 || isBare || isHealth && status == 503) {
      return null;
    }
    String fault = problemFault(answer);
    // A request that is changed much may be refused before a route is found, hence with a problem.
    return fault != null && isOfOpenAi(request) ? openAiFault(answer) : fault;
  }

  /** Whether the request was made from one of a client of OpenAI's API. */
  private boolean isOfOpenAi(Request request) {
    return operations.stream()
        .anyMatch(each -> each.ofOpenAi() && each.template().equals(request.template()));
  }

  private static String path(Request request) {
    return request.target().split("\\?", 2)[0];
  }

  private Set<Integer> documented(Request request) {
    String path = path(request);
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

  private static String openAiFault(Answer answer) {
    return bodyFault(
        answer,
        "application/json",
        body -> {
          JsonNode error = body.path("error");
          return !error.path("message").asText().isEmpty()
              && !error.path("type").asText().isEmpty()
              && error.path("code").asText().matches(CODE);
        });
  }

  private static String problemFault(Answer answer) {
    return bodyFault(
        answer,
        "application/problem+json",
        problem ->
            problem.path("status").asInt() == answer.status()
                && problem.path("code").asText().matches(CODE)
                && problem.hasNonNull("title"));
  }

  private static String bodyFault(Answer answer, String type, Predicate<JsonNode> isComplete) {
    if (!answer.header("content-type").split(";", 2)[0].equals(type)) {
      return answer.status() + " is not " + type + " but " + answer.header("content-type");
    }
    try {
      JsonNode body = JSON.readTree(answer.body());
      return isComplete.test(body) ? null : answer.status() + " has an incomplete body\n" + body;
    } catch (IOException e) {
      return answer.status() + " has a body that is no JSON\n" + e;
    }
  }
}
