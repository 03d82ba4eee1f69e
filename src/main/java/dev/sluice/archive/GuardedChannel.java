package dev.sluice.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The ZIP as the library reads it. The library takes the whole directory of the ZIP into memory, so
 * this counts the entries and the bytes while it does, and ends it.
 */
final class GuardedChannel implements SeekableByteChannel {
  /** The first bytes of an entry in the directory; the library reads them by themselves. */
  private static final int ENTRY = 0x02014b50;

  /** Bytes of an entry's record on average, its name included. */
  private static final long RECORD = 512;

  /** The search for the directory from the end of the ZIP. */
  private static final long SEARCH = 1L << 20;

  private final SeekableByteChannel zip;
  private final int mostEntries;
  private int entries;
  private long bytes;
  private boolean open;
  private @Nullable RefusedArchiveException refusal;

  GuardedChannel(SeekableByteChannel zip, int mostEntries) {
    this.zip = zip;
    this.mostEntries = mostEntries;
  }

  /** The directory was read: nothing is counted from here on. */
  void directoryRead() {
    open = true;
  }

  /** Why it ended the reading; the library wraps exceptions. */
  @Nullable RefusedArchiveException refusal() {
    return refusal;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    int count = zip.read(into);
    if (!open && count > 0) {
      bytes += count;
      boolean entry =
          count == Integer.BYTES
              && into.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(start) == ENTRY;
      entries += entry ? 1 : 0;
      if (entries > mostEntries || bytes > SEARCH + mostEntries * RECORD) {
        refusal =
            new RefusedArchiveException(
                "too_many_entries", "holds more than " + mostEntries + " entries");
        throw refusal;
      }
    }
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return zip.write(from);
  }

  @Override
  public long position() throws IOException {
    return zip.position();
  }

  @Override
  public SeekableByteChannel position(long to) throws IOException {
    zip.position(to);
    return this;
  }

  @Override
  public long size() throws IOException {
    return zip.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    zip.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return zip.isOpen();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
