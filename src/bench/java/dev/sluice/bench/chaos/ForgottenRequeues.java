package dev.sluice.bench.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * On one connection to the store, answers each write that queues a held job again as if another
 * writer had been first, for one job in four, every time.
 */
final class ForgottenRequeues implements Relay.Tamper {
  private static final Set<String> HELD = Set.of("ASSIGNED", "RUNNING");
  private static final int OP_MSG = 2013;

  /** Length, request id, response to, opcode, flags, kind of the first section. */
  private static final int BODY_AT = 21;

  private byte[] unread = new byte[0];

  @Override
  public Relay.Tamper ofConnection() {
    return new ForgottenRequeues();
  }

  @Override
  public byte[] pass(boolean toStore, byte[] data, OutputStream back) throws IOException {
    return toStore ? whole(data, back) : data;
  }

  /** What arrives is in pieces; only whole messages are passed on. */
  private byte[] whole(byte[] data, OutputStream back) throws IOException {
    byte[] all = Arrays.copyOf(unread, unread.length + data.length);
    System.arraycopy(data, 0, all, unread.length, data.length);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= Integer.BYTES && in.getInt(in.position()) <= in.remaining()) {
      byte[] message = new byte[in.getInt(in.position())];
      in.get(message);
      if (isForgotten(message)) {
        back.write(anotherWasFirst(ByteBuffer.wrap(message).order(in.order()).getInt(4)));
      } else {
        passed.write(message);
      }
    }
    unread = Arrays.copyOfRange(all, in.position(), all.length);
    return passed.toByteArray();
  }

  private static boolean isForgotten(byte[] message) {
    ByteBuffer head = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt(12) != OP_MSG || message[BODY_AT - 1] != 0) {
      return false;
    }
    BsonDocument command =
        new RawBsonDocument(message, BODY_AT, head.getInt(BODY_AT)).decode(new BsonDocumentCodec());
    return command.getFirstKey().equals("findAndModify") && isRequeue(command);
  }

  private static boolean isRequeue(BsonDocument command) {
    BsonDocument set =
        command.getDocument("update", new BsonDocument()).getDocument("$set", new BsonDocument());
    String query = command.getDocument("query").toJson();
    return set.containsKey("status")
        && set.getString("status").getValue().equals("QUEUED")
        && HELD.stream().anyMatch(status -> query.contains("\"" + status + "\""))
        && id(command.getDocument("query").toJson()).hashCode() % 4 == 0;
  }

  private static String id(String query) {
    return query.replaceFirst(".*\"_id\": \"([^\"]+)\".*", "$1");
  }

  private static byte[] anotherWasFirst(int requestId) {
    BsonDocument last =
        new BsonDocument("n", new BsonInt32(0)).append("updatedExisting", BsonBoolean.FALSE);
    BsonDocument answer =
        new BsonDocument("lastErrorObject", last)
            .append("value", BsonNull.VALUE)
            .append("ok", new BsonDouble(1));
    ByteBuffer body = new RawBsonDocument(answer, new BsonDocumentCodec()).getByteBuffer().asNIO();
    int length = BODY_AT + body.remaining();
    ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(length).putInt(0).putInt(requestId).putInt(OP_MSG).putInt(0).put((byte) 0);
    return message.put(body).array();
  }
}
