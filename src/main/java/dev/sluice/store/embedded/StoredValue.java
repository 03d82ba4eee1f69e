package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One BSON value as bytes: its type, then what BSON writes for it. */
final class StoredValue {
  private StoredValue() {}

  /**
   * {@link Missing}, which is how a document without an {@code _id} value is keyed, is BSON null.
   */
  static void encode(Object value, ByteBuf out) {
    @Nullable Object bson = value instanceof Missing ? null : value;
    byte type = BsonEncoder.determineType(bson);
    out.writeByte(type);
    BsonEncoder.encodeValue(type, bson, out);
  }

  static Object decode(ByteBuf in) {
    return Missing.ofNullable(BsonDecoder.decodeValue(in.readByte(), in));
  }
}
