package dev.sluice.store.faulty;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * One message of MongoDB's wire protocol, read by its length.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">MongoDB wire
 *     protocol</a>
 */
record WireMessage(byte[] bytes) {
  private static final int OP_MSG = 2013;

  /** Length, request id, response to, opcode. */
  private static final int HEADER = 16;

  /** After the header: flags, and the kind of the first section. */
  private static final int BODY_AT = HEADER + 5;

  /** Blocks until a whole message is there. */
  static WireMessage read(DataInputStream in) throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    byte[] bytes = new byte[length];
    little(bytes).putInt(length);
    in.readFully(bytes, 4, length - 4);
    return new WireMessage(bytes);
  }

  int requestId() {
    return little(bytes).getInt(4);
  }

  /** The request that this message answers. */
  int responseTo() {
    return little(bytes).getInt(8);
  }

  /** The first section of an OP_MSG; empty for the older form, in which drivers greet. */
  Optional<BsonDocument> body() {
    if (little(bytes).getInt(12) != OP_MSG || bytes[BODY_AT - 1] != 0) {
      return Optional.empty();
    }
    ByteBuffer body = ByteBuffer.wrap(bytes, BODY_AT, bytes.length - BODY_AT).slice();
    try (BsonBinaryReader reader = new BsonBinaryReader(body)) {
      return Optional.of(new BsonDocumentCodec().decode(reader, DecoderContext.builder().build()));
    }
  }

  /** An answer to the same request with another content. */
  WireMessage answering(int request, BsonDocument content) {
    BasicOutputBuffer body = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(body)) {
      new BsonDocumentCodec().encode(writer, content, EncoderContext.builder().build());
    }
    byte[] answer = new byte[BODY_AT + body.size()];
    little(answer).putInt(answer.length).putInt(requestId()).putInt(request).putInt(OP_MSG);
    System.arraycopy(body.toByteArray(), 0, answer, BODY_AT, body.size());
    return new WireMessage(answer);
  }

  byte[] firstBytes(int count) {
    return Arrays.copyOf(bytes, count);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
