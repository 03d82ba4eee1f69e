package dev.sluice.store.embedded.maps;

import dev.sluice.store.embedded.disk.Journal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one command: as bytes for the journal, and as undo steps in case the journal
 * cannot be written. Used by one thread at a time, the one that runs the command.
 *
 * <p>A change records the new value of a key, not how it was computed. So replay does not depend on
 * the command ({@code $inc}, an upsert, a generated id, the current date) and is idempotent.
 */
public final class ChangeSet {
  private static final byte PUT = 1;
  private static final byte REMOVE = 2;
  private static final int KEPT_CAPACITY = 4 * 1024 * 1024;

  private record Undo(StoredMap map, Object key, @Nullable Object before) {}

  private final Deque<Undo> undos = new ArrayDeque<>();
  private ByteBuf bytes = emptyRecord();
  // Volatile: a thread that runs no write command must see that it is not the owner.
  private volatile @Nullable Thread owner;

  public void open() {
    owner = Thread.currentThread();
  }

  void requireOpen() {
    if (owner != Thread.currentThread()) {
      throw new IllegalStateException("Only a write command may change the store");
    }
  }

  /**
   * Adds a change that is made next.
   *
   * @throws RuntimeException if the change cannot be encoded; it is not added then
   */
  void add(StoredMap map, Object key, @Nullable Object before, @Nullable Object after) {
    int start = bytes.writerIndex();
    try {
      bytes.writeByte(after == null ? REMOVE : PUT);
      bytes.writeInt(map.getId());
      StoredValueType.encode(key, bytes);
      if (after != null) {
        StoredValueType.encode(after, bytes);
      }
      undos.push(new Undo(map, key, before));
    } catch (RuntimeException | Error e) {
      bytes.writerIndex(start);
      throw e;
    }
  }

  public boolean isEmpty() {
    return undos.isEmpty();
  }

  /** The changes, preceded by room for the header of a journal record. */
  public ByteBuf bytes() {
    return bytes;
  }

  public void undo() {
    while (!undos.isEmpty()) {
      undo(undos.pop());
    }
  }

  private static void undo(Undo undo) {
    undo.map.restore(undo.key, undo.before);
  }

  public void close() {
    owner = null;
    undos.clear();
    if (bytes.capacity() > KEPT_CAPACITY) {
      bytes.release();
      bytes = emptyRecord();
    } else {
      bytes.writerIndex(Journal.HEADER);
    }
  }

  private static ByteBuf emptyRecord() {
    return Unpooled.directBuffer(64 * 1024).writeZero(Journal.HEADER);
  }

  /** Applies the body of a journal record to the maps of a store that is being opened. */
  public static void replay(ByteBuf record, Maps maps) {
    while (record.isReadable()) {
      byte kind = record.readByte();
      StoredMap map = maps.byId(record.readInt());
      Object key = StoredValueType.decode(record);
      map.restore(key, kind == PUT ? StoredValueType.decode(record) : null);
    }
  }
}
