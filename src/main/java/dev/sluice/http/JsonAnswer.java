package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers in JSON on routes that are not resource methods. */
public final class JsonAnswer {
  private static final ObjectMapper MAPPER = Json.mapper();

  private JsonAnswer() {}

  /**
   * Sends {@code value} with status 200, on the connection's own thread, if the client is still
   * connected.
   */
  public static void send(RoutingContext context, Object value) {
    Buffer json = json(value);
    HttpServerResponse response = context.response();
    if (!response.closed()) {
      response.putHeader("Content-Type", "application/json").end(json);
    }
  }

  /** As {@link #send}, with status 201. */
  public static void created(RoutingContext context, Object value) {
    context.response().setStatusCode(201);
    send(context, value);
  }

  private static Buffer json(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records can always be written", e);
    }
  }
}
