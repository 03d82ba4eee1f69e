package dev.sluice.legacy.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.PlainRoutes;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.legacy.executor.token.TestTokens;
import dev.sluice.time.Settings;
import dev.sluice.token.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The routes of some subjects, without Quarkus. */
public final class ServedApi implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FORM = "multipart/form-data; boundary=b";
  private static final int GUARD = -1_000_000;

  private final PlainRoutes server;

  private ServedApi(PlainRoutes server) {
    this.server = server;
  }

  public static ServedApi serve(Vertx vertx, ProblemAnswer problems, ApiSubject... subjects) {
    ExecutorConfig config =
        Settings.of(ExecutorConfig.class, Map.of("sluice.legacy.enabled", "true"));
    ApiRoutes routes =
        new ApiRoutes(
            new ExecutorSwitch(config, "0.0.0.0"),
            List.of(subjects),
            TestTokens.unchecked(),
            problems);
    return new ServedApi(
        PlainRoutes.serve(
            vertx,
            Set.of(Scope.SUBMIT, Scope.READ),
            router -> {
              // In place of the guard of all routes, which has read the body before these.
              BodyHandler reading = BodyHandler.create(false);
              router
                  .route()
                  .order(GUARD)
                  .handler(
                      context -> {
                        if (isForm(context.request())) {
                          context.next();
                        } else {
                          reading.handle(context);
                        }
                      });
              routes.register(router);
            }));
  }

  private static boolean isForm(HttpServerRequest request) {
    return FORM.equals(request.getHeader("Content-Type"));
  }

  /** The JSON of an answer. */
  public record Json(int status, JsonNode body) {
    public Json is(int expected) {
      assertThat(status).as(body.toString()).isEqualTo(expected);
      return this;
    }

    public String text(String field) {
      return body.path(field).asText();
    }
  }

  public Json get(String path) {
    return json(server.get(path));
  }

  public Json call(String method, String path, String body) {
    return json(
        server.call(method, path, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @param body with {@code '} for {@code "}
   */
  public Json post(String path, String body) {
    return call("POST", path, body);
  }

  /** A call whose texts contain any characters. */
  public Json post(String path, Map<String, ?> body) {
    try {
      return json(server.call("POST", path, MAPPER.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param form whose boundary is {@code b}
   */
  public Json upload(String path, byte[] form) {
    return json(server.call("POST", path, form, "Content-Type", FORM));
  }

  /**
   * @param body with {@code '} for {@code "}
   * @param headers names and values in turn
   */
  public PlainRoutes.Answer raw(String method, String path, String body, String... headers) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return server.call(method, path, bytes, headers);
  }

  public PlainRoutes.Answer raw(String method, String path) {
    return server.call(method, path, new byte[0]);
  }

  private static Json json(PlainRoutes.Answer answer) {
    try {
      return new Json(answer.status(), MAPPER.readTree(answer.text()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.status() + " " + answer.text(), e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
