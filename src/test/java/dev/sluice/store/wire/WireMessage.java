package dev.sluice.store.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
public record WireMessage(byte[] bytes) {
  private static final int OP_MSG = 2013;

  /** Length, request id, response to, opcode. */
  private static final int HEADER = 16;

  /** After the header: flags, and the kind of the first section. */
  private static final int BODY_AT = HEADER + 5;

  /** Blocks until a whole message is there. */
  public static WireMessage read(DataInputStream in) throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    byte[] bytes = new byte[length];
    little(bytes).putInt(length);
    in.readFully(bytes, 4, length - 4);
    return new WireMessage(bytes);
  }

  public int requestId() {
    return little(bytes).getInt(4);
  }

  /** The request that this message answers. */
  public int responseTo() {
    return little(bytes).getInt(8);
  }

  /** The first section of an OP_MSG; empty for the older form, in which drivers greet. */
  public Optional<BsonDocument> body() {
    if (little(bytes).getInt(12) != OP_MSG || bytes[BODY_AT - 1] != 0) {
      return Optional.empty();
    }
    return Optional.of(document(BODY_AT));
  }

  private BsonDocument document(int at) {
    ByteBuffer from = ByteBuffer.wrap(bytes, at, bytes.length - at).slice();
    try (BsonBinaryReader reader = new BsonBinaryReader(from)) {
      return new BsonDocumentCodec().decode(reader, DecoderContext.builder().build());
    }
  }

  /**
   * The documents that drivers send in a section of their own beside the body of an OP_MSG, such as
   * those of an insertion.
   */
  public List<BsonDocument> documents() {
    List<BsonDocument> documents = new ArrayList<>();
    int at = BODY_AT + little(bytes).getInt(BODY_AT);
    while (at < bytes.length && bytes[at] == 1) {
      int end = at + 1 + little(bytes).getInt(at + 1);
      at += 5;
      while (bytes[at++] != 0) {
        // The name of the section.
      }
      while (at < end) {
        documents.add(document(at));
        at += little(bytes).getInt(at);
      }
    }
    return documents;
  }

  /** An answer to the same request with another content. */
  public WireMessage answering(int request, BsonDocument content) {
    BasicOutputBuffer body = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(body)) {
      new BsonDocumentCodec().encode(writer, content, EncoderContext.builder().build());
    }
    byte[] answer = new byte[BODY_AT + body.size()];
    little(answer).putInt(answer.length).putInt(requestId()).putInt(request).putInt(OP_MSG);
    System.arraycopy(body.toByteArray(), 0, answer, BODY_AT, body.size());
    return new WireMessage(answer);
  }

  public byte[] firstBytes(int count) {
    return Arrays.copyOf(bytes, count);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
