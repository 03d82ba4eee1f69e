package dev.sluice.store.faulty;

import dev.sluice.store.wire.WireMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** What the client gets in place of the store's answer. */
interface FaultyAnswer {
  int DELAY_MS = 300;

  /**
   * @throws EOFException to end the connection
   */
  void send(Socket client) throws IOException, InterruptedException;

  /**
   * @param message the store's answer, or the request if the store did not get it
   */
  static FaultyAnswer to(int request, WireMessage message, Fault fault, Random random) {
    return switch (fault.way) {
      case BREAK -> client -> end();
      case SILENT -> client -> {};
      case HALF ->
          client -> {
            int count = 1 + random.nextInt(message.bytes().length - 1);
            client.getOutputStream().write(message.firstBytes(count));
            end();
          };
      case DELAY ->
          client -> {
            Thread.sleep(DELAY_MS);
            client.getOutputStream().write(message.bytes());
          };
      case ERROR -> content(message.answering(request, refusal(fault)));
      case CONCERN -> content(message.answering(request, unconfirmed(message, fault)));
    };
  }

  private static FaultyAnswer content(WireMessage answer) {
    return client -> client.getOutputStream().write(answer.bytes());
  }

  private static BsonDocument refusal(Fault fault) {
    return error(fault).append("ok", new BsonDouble(0));
  }

  private static BsonDocument unconfirmed(WireMessage answer, Fault fault) {
    return answer.body().orElseThrow().append("writeConcernError", error(fault));
  }

  private static BsonDocument error(Fault fault) {
    return new BsonDocument("code", new BsonInt32(fault.code))
        .append("codeName", new BsonString(fault.codeName))
        .append("errmsg", new BsonString("by the faulty wire"));
  }

  private static void end() throws EOFException {
    throw new EOFException("the connection breaks here");
  }
}
