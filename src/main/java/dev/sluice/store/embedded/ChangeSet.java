package dev.sluice.store.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one command changed: as bytes for the journal, and as a way back for when the journal does
 * not take them. Used by one thread at a time, the one that holds the lock of {@link Writes}.
 *
 * <p>A change says what a key is set to, not how that was computed. So replaying is the same
 * whatever the command was ({@code $inc}, an upsert, a generated id, the current date), and
 * replaying twice is replaying once.
 */
final class ChangeSet {
  private static final byte PUT = 1;
  private static final byte REMOVE = 2;
  private static final int KEPT_CAPACITY = 4 * 1024 * 1024;

  private record Undo(StoredMap map, Object key, @Nullable Object before) {}

  private final Deque<Undo> undos = new ArrayDeque<>();
  private ByteBuf bytes = emptyRecord();
  // Volatile because a thread outside of any write command must see that it is closed to it.
  private volatile @Nullable Thread owner;

  void open() {
    owner = Thread.currentThread();
  }

  void requireOpen() {
    if (owner != Thread.currentThread()) {
      throw new IllegalStateException("Only a write command may change the store");
    }
  }

  void add(StoredMap map, Object key, @Nullable Object before, @Nullable Object after) {
    undos.push(new Undo(map, key, before));
    int start = bytes.writerIndex();
    try {
      bytes.writeByte(after == null ? REMOVE : PUT);
      bytes.writeInt(map.getId());
      StoredValue.encode(key, bytes);
      if (after != null) {
        StoredValue.encode(after, bytes);
      }
    } catch (RuntimeException e) {
      bytes.writerIndex(start);
      undo(undos.pop());
      throw e;
    }
  }

  boolean isEmpty() {
    return undos.isEmpty();
  }

  /** The changes, behind room for the header of a {@link JournalRecord}. */
  ByteBuf bytes() {
    return bytes;
  }

  void undo() {
    while (!undos.isEmpty()) {
      undo(undos.pop());
    }
  }

  private static void undo(Undo undo) {
    undo.map.restore(undo.key, undo.before);
  }

  void close() {
    owner = null;
    undos.clear();
    if (bytes.capacity() > KEPT_CAPACITY) {
      bytes.release();
      bytes = emptyRecord();
    } else {
      bytes.writerIndex(JournalRecord.HEADER);
    }
  }

  private static ByteBuf emptyRecord() {
    return Unpooled.directBuffer(64 * 1024).writeZero(JournalRecord.HEADER);
  }

  /** Applies the body of a journal record to the maps of a store that is being opened. */
  static void replay(ByteBuf record, Maps maps) {
    while (record.isReadable()) {
      byte kind = record.readByte();
      StoredMap map = maps.byId(record.readInt());
      Object key = StoredValue.decode(record);
      map.restore(key, kind == PUT ? StoredValue.decode(record) : null);
    }
  }
}
