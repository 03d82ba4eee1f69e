package dev.sluice.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers from a test's {@code mock.http}: one {@code {url, method?, response}} or a list of them,
 * where {@code url} is a part of the requested URL. A request that matches no mock fails.
 */
final class MockFetch implements Fetch {
  private final List<JsonNode> mocks = new ArrayList<>();

  MockFetch(JsonNode mock) {
    JsonNode http = mock.path("http");
    if (http.isArray()) {
      http.forEach(mocks::add);
    } else if (http.isObject()) {
      mocks.add(http);
    }
  }

  @Override
  public ObjectNode call(Request request, FetchUrls urls) throws Failure {
    for (JsonNode mock : mocks) {
      String method = mock.path("method").asText(request.method());
      if (request.url().contains(mock.path("url").asText())
          && method.equalsIgnoreCase(request.method())) {
        return answer(mock.path("response"));
      }
    }
    throw new Failure("no mock answers " + request.method() + " " + request.url());
  }

  private static ObjectNode answer(JsonNode response) throws Failure {
    if (response.path("error").isTextual()) {
      throw new Failure(response.path("error").asText());
    }
    int status = response.path("status").asInt(response.path("ok").asBoolean(true) ? 200 : 500);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("ok", response.path("ok").asBoolean(status >= 200 && status < 300));
    answer.put("status", status);
    answer.put("statusText", response.path("statusText").asText(StatusText.of(status)));
    answer.set(
        "headers",
        response.path("headers").isObject() ? response.path("headers") : JSON.createObjectNode());
    answer.set("body", response.has("body") ? response.get("body") : JSON.nullNode());
    return answer;
  }
}
