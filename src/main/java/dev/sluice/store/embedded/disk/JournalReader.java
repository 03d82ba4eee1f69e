package dev.sluice.store.embedded.disk;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads the records of a journal up to the first one that is not complete. */
public final class JournalReader implements Closeable {
  /** The unit that a disk writes as a whole. */
  private static final int SECTOR = 512;

  private static final byte[] NONE = {};

  private final FileChannel channel;
  private final DataInputStream in;
  private final long size;

  /** Where the record begins that was not complete, and where it was to end. */
  private long position;

  private long end;

  public JournalReader(Path file) throws IOException {
    channel = FileChannel.open(file);
    in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
    size = channel.size();
  }

  public long size() {
    return size;
  }

  /** The end of the records that {@link #next} returned. */
  public long position() {
    return position;
  }

  /** The body of the next record; empty at the end of the journal and before a torn record. */
  public byte[] next() throws IOException {
    end = position + Journal.HEADER;
    if (end > size) {
      return NONE;
    }
    int length = in.readInt();
    int inverted = in.readInt();
    int checksum = in.readInt();
    if (length != ~inverted || length <= 0) {
      return NONE;
    }
    end += length;
    if (end > size) {
      return NONE;
    }
    byte[] body = in.readNBytes(length);
    if (Journal.checksum(ByteBuffer.wrap(body)) != checksum) {
      return NONE;
    }
    position = end;
    return body;
  }

  /**
   * Whether the record that was not complete is one whose write did not reach the disk as a whole:
   * it is the last one, or a sector of it was never written and reads as zeros.
   */
  public boolean endsUnwritten() throws IOException {
    if (end >= size) {
      return true;
    }
    for (long sector = position / SECTOR * SECTOR; sector < end; sector += SECTOR) {
      if (isZero(Math.max(sector, position), Math.min(sector + SECTOR, size))) {
        return true;
      }
    }
    return false;
  }

  private boolean isZero(long from, long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        return false;
      }
    }
    bytes.flip();
    while (bytes.hasRemaining()) {
      if (bytes.get() != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
