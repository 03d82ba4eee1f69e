package dev.sluice.agent.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads an answer by its media type: events, JSON by lines, one completion, or plain bytes. */
final class AnswerReader {
  /** Of a completion in one piece, and of what a process says of a failure. */
  private static final int MAX_WHOLE = 8 << 20;

  private static final int MAX_ERROR = 64 << 10;

  private final InferOrder order;
  private final TokenWriter tokens;

  AnswerReader(InferOrder order, TokenWriter tokens) {
    this.order = order;
    this.tokens = tokens;
  }

  /**
   * Prints the answer until its end.
   *
   * @return what it said of itself, for the result of the job
   */
  ObjectNode read(LoopbackCall.Answer answer) throws IOException, InterruptedException {
    if (!answer.head().isSuccess()) {
      throw refusal(answer);
    }
    Completion completion = new Completion(tokens, order.completion());
    switch (answer.head().mediaType()) {
      case "text/event-stream" -> events(new Lines(answer.body()), completion);
      case "application/x-ndjson", "application/ndjson", "application/jsonl" ->
          lines(new Lines(answer.body()), completion);
      default -> {
        if (!order.completion()) {
          bytes(answer.body());
          return ServerClient.JSON.createObjectNode().put("http_status", answer.head().status());
        }
        completion.part(whole(answer.body()));
      }
    }
    if (order.completion() && !completion.isFinished()) {
      throw new InferFailure(
          Kind.PROCESS_UNREACHABLE, "the answer ended without a finish reason: it is cut off");
    }
    return completion.summary();
  }

  private static void events(Lines lines, Completion completion)
      throws IOException, InterruptedException {
    StringBuilder data = new StringBuilder();
    for (String line = lines.next(); line != null && !completion.isDone(); line = lines.next()) {
      if (line.isEmpty() && data.length() > 0) {
        completion.part(data.substring(1));
        data.setLength(0);
        if (completion.isDone()) {
          return;
        }
      } else if (line.startsWith("data:")) {
        data.append('\n').append(line.substring(line.startsWith("data: ") ? 6 : 5));
      }
    }
    if (data.length() > 0) {
      completion.part(data.substring(1));
    }
  }

  private static void lines(Lines lines, Completion completion)
      throws IOException, InterruptedException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        completion.part(line);
      }
      if (completion.isDone()) {
        return;
      }
    }
  }

  private void bytes(InputStream body) throws IOException, InterruptedException {
    byte[] buffer = new byte[16 << 10];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      tokens.bytes(buffer, read);
    }
  }

  private static String whole(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_WHOLE + 1);
    if (bytes.length > MAX_WHOLE) {
      throw new InferFailure(Kind.ANSWER_TOO_LONG, "the answer is longer than 8 MiB");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static InferFailure refusal(LoopbackCall.Answer answer) {
    int status = answer.head().status();
    ObjectNode said = ServerClient.JSON.createObjectNode().put("http_status", status);
    String text = "";
    try {
      text = new String(answer.body().readNBytes(MAX_ERROR), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // The status alone says that the request failed.
    }
    JsonNode error = error(text);
    if (error != null) {
      said.set("error", error);
      text = error.path("message").asText(error.isTextual() ? error.asText() : text);
    }
    boolean mayHeal = status >= 500 || status == 408 || status == 429;
    return new InferFailure(
        mayHeal ? Kind.PROCESS_ERROR : Kind.REQUEST_REFUSED,
        ("the process answered " + status + " " + Completion.cut(text)).strip(),
        said);
  }

  private static @Nullable JsonNode error(String text) {
    try {
      JsonNode error = ServerClient.JSON.readTree(text).path("error");
      return error.isMissingNode() || error.isNull() ? null : error;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
