package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Problem;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes the answers of resources as JSON. The whole answer is serialized before its head leaves,
 * so that a failure is answered with status 500; the framework's own writer would send status 200
 * and the first part of the JSON.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public final class AnswerWriter extends ServerMessageBodyWriter.AllWriteableMessageBodyWriter {
  private final ObjectMapper mapper;

  AnswerWriter(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * @throws IllegalStateException when the answer cannot be written as JSON; nothing was sent then
   */
  @Override
  public void writeResponse(Object answer, Type type, ServerRequestContext context) {
    context.serverResponse().end(json(answer));
  }

  @Override
  public void writeTo(
      Object answer,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(json(answer));
  }

  private byte[] json(Object answer) {
    try {
      return mapper.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer of " + answer.getClass(), e);
    }
  }
}
