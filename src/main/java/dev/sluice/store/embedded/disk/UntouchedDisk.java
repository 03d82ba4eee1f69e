package dev.sluice.store.embedded.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The file system of the machine for reading a store: no operation changes a file. */
public final class UntouchedDisk extends ForwardingDisk {
  private static final JournalFile UNTOUCHED =
      new JournalFile() {
        @Override
        public void write(ByteBuffer bytes, long position) {}

        @Override
        public void truncate(long size) {}

        @Override
        public void force() {}

        @Override
        public void close() {}
      };

  @Override
  public JournalFile create(Path file) {
    return UNTOUCHED;
  }

  @Override
  public JournalFile open(Path file) {
    return UNTOUCHED;
  }

  @Override
  public void forceNames(Path directory) {}

  @Override
  public void delete(Path file) {}

  @Override
  public void rename(Path file, Path name) {}
}
