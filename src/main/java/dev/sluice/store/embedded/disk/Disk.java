package dev.sluice.store.embedded.disk;

import dev.sluice.files.PrivateFile;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file system operations of the store; a test can substitute a full or a failing disk. */
public interface Disk {
  /** Creates the file, or truncates it if it exists. */
  JournalFile create(Path file) throws IOException;

  /** Opens the file for writing and keeps its content; creates it if it is absent. */
  JournalFile open(Path file) throws IOException;

  /** Returns once the disk has the names of the files in the directory. */
  void forceNames(Path directory) throws IOException;

  void delete(Path file) throws IOException;

  /** Gives the file the name of another, which it replaces. */
  void rename(Path file, Path name) throws IOException;

  /** The name by which MVStore opens the file. */
  String nameOf(Path file);

  long usableBytes(Path directory) throws IOException;

  /** A file with positioned writes. */
  interface JournalFile extends Closeable {
    void write(ByteBuffer bytes, long position) throws IOException;

    void truncate(long size) throws IOException;

    /** Returns once the disk has what was written. */
    void force() throws IOException;
  }

  /** The file system of the machine. */
  Disk LOCAL =
      new Disk() {
        @Override
        public JournalFile create(Path file) throws IOException {
          return new LocalFile(PrivateFile.truncate(file));
        }

        @Override
        public JournalFile open(Path file) throws IOException {
          return new LocalFile(PrivateFile.keep(file));
        }

        /** Does nothing on Windows, which opens no directories and writes names through. */
        @Override
        public void forceNames(Path directory) throws IOException {
          if (File.separatorChar == '/') {
            try (FileChannel names = FileChannel.open(directory)) {
              names.force(true);
            }
          }
        }

        @Override
        public void delete(Path file) throws IOException {
          Files.deleteIfExists(file);
        }

        @Override
        public void rename(Path file, Path name) throws IOException {
          Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public String nameOf(Path file) {
          return file.toAbsolutePath().toString();
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
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
