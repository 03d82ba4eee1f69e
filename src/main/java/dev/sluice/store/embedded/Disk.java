package dev.sluice.store.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the journal needs of the file system; tests give one that is full when they say so. */
interface Disk {
  /** Creates the file; one that is there is emptied. */
  JournalFile create(Path file) throws IOException;

  long usableBytes(Path directory) throws IOException;

  /** A file that is written at positions. */
  interface JournalFile extends Closeable {
    void write(ByteBuffer bytes, long position) throws IOException;

    void truncate(long size) throws IOException;
  }

  /** The file system of the machine. */
  Disk LOCAL =
      new Disk() {
        @Override
        public JournalFile create(Path file) throws IOException {
          FileChannel channel =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          return new LocalFile(channel);
        }

        @Override
        public long usableBytes(Path directory) throws IOException {
          return Files.getFileStore(directory).getUsableSpace();
        }
      };

  /** A file written straight to the page cache, where it survives the process. */
  record LocalFile(FileChannel channel) implements JournalFile {
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
