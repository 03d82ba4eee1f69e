package dev.sluice.store.embedded;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame around the changes of one command: length, the length inverted, CRC-32C of the body,
 * body. The second length tells a damaged header from a record that was cut off: only the latter is
 * what a killed process leaves behind.
 */
final class JournalRecord {
  static final int HEADER = 12;

  private JournalRecord() {}

  /** Fills in the header, for which the first {@link #HEADER} bytes were left free. */
  static ByteBuffer seal(ByteBuf record) {
    int length = record.writerIndex() - HEADER;
    record.setInt(0, length);
    record.setInt(4, ~length);
    record.setInt(8, checksum(record.nioBuffer(HEADER, length)));
    return record.nioBuffer(0, record.writerIndex());
  }

  static int checksum(ByteBuffer body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
