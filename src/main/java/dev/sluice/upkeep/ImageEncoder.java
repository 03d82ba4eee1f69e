package dev.sluice.upkeep;

import dev.sluice.store.embedded.StoreImage;
import dev.sluice.store.embedded.StoreImage.Table;
import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.maps.StoredValueType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An image as a stream of records in the frame of the journal, each with a checksum: a head, then
 * for each map its name and its entries, then an end. Without the end the image is not complete.
 */
final class ImageEncoder {
  static final byte HEAD = 1;
  static final byte TABLE = 2;
  static final byte ENTRIES = 3;
  static final byte END = 4;

  /** Of this form. */
  static final int VERSION = 1;

  private static final int RECORD_BYTES = 64 * 1024;

  private final Iterator<Table> tables;
  private final long total;
  private @Nullable Table table;
  private long done;
  private boolean begun;
  private boolean ended;

  ImageEncoder(StoreImage image) {
    this.tables = image.tables().iterator();
    this.total = image.entries();
  }

  /** The next record; empty after the last one. */
  byte[] next() {
    if (ended) {
      return new byte[0];
    }
    ByteBuf record = Unpooled.buffer(2 * RECORD_BYTES).writeZero(Journal.HEADER);
    write(record);
    byte[] bytes = new byte[record.writerIndex()];
    Journal.seal(record).get(bytes);
    return bytes;
  }

  private void write(ByteBuf record) {
    if (!begun) {
      begun = true;
      record.writeByte(HEAD).writeInt(VERSION).writeLong(total);
    } else if (!writeEntries(record)) {
      if (tables.hasNext()) {
        Table next = tables.next();
        table = next;
        record.writeByte(TABLE);
        StoredValueType.encode(next.name(), record);
      } else {
        ended = true;
        record.writeByte(END).writeLong(done);
      }
    }
  }

  /** Returns whether the map had another entry. */
  private boolean writeEntries(ByteBuf record) {
    Table current = table;
    Object key = current == null ? null : current.next();
    if (current == null || key == null) {
      table = null;
      return false;
    }
    record.writeByte(ENTRIES);
    while (key != null) {
      StoredValueType.encode(key, record);
      StoredValueType.encode(current.value(), record);
      done++;
      key = record.writerIndex() < RECORD_BYTES ? current.next() : null;
    }
    return true;
  }
}
