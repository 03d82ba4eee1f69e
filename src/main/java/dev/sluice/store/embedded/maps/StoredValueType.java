package dev.sluice.store.embedded.maps;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * Stores keys and values as BSON, in MongoDB's order. (MVStore's default is Java serialization,
 * even to compare two keys.) Numbers compare by value, so that {@code 1}, {@code 1L} and {@code
 * 1.0} are the same {@code _id}.
 */
public final class StoredValueType extends BasicDataType<Object> {
  public static final StoredValueType INSTANCE = new StoredValueType();

  private static final int OBJECT_OVERHEAD = 40;
  private static final int KEPT_CAPACITY = 1024 * 1024;

  /** Each value is encoded here first, since its length precedes it in the {@link WriteBuffer}. */
  private static final ThreadLocal<ByteBuf> SCRATCH = new ThreadLocal<>();

  private StoredValueType() {}

  @Override
  public int compare(Object a, Object b) {
    if (a instanceof String left && b instanceof String right) {
      return left.compareTo(right);
    }
    if (a instanceof ObjectId left && b instanceof ObjectId right) {
      return left.compareTo(right);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return compareLists(left, right);
    }
    return ValueComparator.ascWithoutListHandling().compare(a, b);
  }

  /** A list comes after one that it begins with, so that the latter is a bound of an index. */
  private int compareLists(List<?> left, List<?> right) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int order = compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** Approximate bytes on the heap, by which MVStore sizes its cache and its pages. */
  @Override
  public int getMemory(Object value) {
    if (value instanceof String text) {
      return OBJECT_OVERHEAD + text.length();
    } else if (value instanceof BinData binary) {
      return OBJECT_OVERHEAD + binary.getData().length;
    } else if (value instanceof Map<?, ?> document) {
      int memory = OBJECT_OVERHEAD;
      for (Map.Entry<?, ?> field : document.entrySet()) {
        memory += OBJECT_OVERHEAD + getMemory(field.getValue());
      }
      return memory;
    } else if (value instanceof Collection<?> list) {
      int memory = OBJECT_OVERHEAD;
      for (Object element : list) {
        memory += getMemory(element);
      }
      return memory;
    }
    return OBJECT_OVERHEAD;
  }

  /** Off, since documents differ too much in size to estimate one from the others. */
  @Override
  public boolean isMemoryEstimationAllowed() {
    return false;
  }

  @Override
  public void write(WriteBuffer buffer, Object value) {
    ByteBuf bytes = scratch(getMemory(value) + 16);
    encode(value, bytes);
    buffer.putInt(bytes.readableBytes());
    buffer.put(bytes.nioBuffer());
  }

  private static ByteBuf scratch(int capacity) {
    @Nullable ByteBuf kept = SCRATCH.get();
    if (kept != null && kept.capacity() >= capacity && kept.capacity() <= KEPT_CAPACITY) {
      return kept.clear();
    }
    ByteBuf larger = Unpooled.buffer(capacity);
    SCRATCH.set(larger);
    return larger;
  }

  @Override
  public Object read(ByteBuffer buffer) {
    int length = buffer.getInt();
    ByteBuffer value = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return decode(Unpooled.wrappedBuffer(value));
  }

  @Override
  public Object[] createStorage(int size) {
    return new Object[size];
  }

  /**
   * Writes the type of one BSON value, then the value. {@link Missing}, the key of a document
   * without an {@code _id}, becomes BSON null.
   */
  public static void encode(Object value, ByteBuf out) {
    @Nullable Object bson = value instanceof Missing ? null : value;
    byte type = BsonEncoder.determineType(bson);
    out.writeByte(type);
    BsonEncoder.encodeValue(type, bson, out);
  }

  public static Object decode(ByteBuf in) {
    return Missing.ofNullable(BsonDecoder.decodeValue(in.readByte(), in));
  }
}
