package dev.sluice.store.embedded;

import dev.sluice.files.PrivateFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system operations that the journal needs; a test can substitute a full disk. */
interface Disk {
  /** Creates the file, or truncates it if it exists. */
  JournalFile create(Path file) throws IOException;

  long usableBytes(Path directory) throws IOException;

  /** A file with positioned writes. */
  interface JournalFile extends Closeable {
    void write(ByteBuffer bytes, long position) throws IOException;

    void truncate(long size) throws IOException;
  }

  /** The file system of the machine. */
  Disk LOCAL =
      new Disk() {
        @Override
        public JournalFile create(Path file) throws IOException {
          return new LocalFile(PrivateFile.truncate(file));
        }

        @Override
        public long usableBytes(Path directory) throws IOException {
          return Files.getFileStore(directory).getUsableSpace();
        }
      };

  /** Writes to the page cache, whose content survives the end of the process. */
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
