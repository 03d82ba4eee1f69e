package dev.sluice.store.embedded.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The file system of the machine, of which a subclass changes some operations. */
public class ForwardingDisk implements Disk {
  @Override
  public JournalFile create(Path file) throws IOException {
    return LOCAL.create(file);
  }

  @Override
  public JournalFile open(Path file) throws IOException {
    return LOCAL.open(file);
  }

  @Override
  public void forceNames(Path directory) throws IOException {
    LOCAL.forceNames(directory);
  }

  @Override
  public void delete(Path file) throws IOException {
    LOCAL.delete(file);
  }

  @Override
  public void rename(Path file, Path name) throws IOException {
    LOCAL.rename(file, name);
  }

  @Override
  public String nameOf(Path file) {
    return LOCAL.nameOf(file);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return LOCAL.usableBytes(directory);
  }

  /** A file of that file system. */
  public static class ForwardingFile implements JournalFile {
    private final JournalFile real;

    public ForwardingFile(JournalFile real) {
      this.real = real;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      real.write(bytes, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      real.truncate(size);
    }

    @Override
    public void force() throws IOException {
      real.force();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
