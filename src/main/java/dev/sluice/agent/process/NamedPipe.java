package dev.sluice.agent.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** One of {@link NamedPipes} in the hands of one process: written by it, read by us. */
final class NamedPipe extends InputStream {
  private final Path path;
  private final NamedPipes owner;
  private final RandomAccessFile bothEnds;
  private final FileInputStream in;
  private boolean ended;

  private NamedPipe(Path path, NamedPipes owner, RandomAccessFile bothEnds, FileInputStream in) {
    this.path = path;
    this.owner = owner;
    this.bothEnds = bothEnds;
    this.in = in;
  }

  static NamedPipe open(Path path, NamedPipes owner) throws IOException {
    // To open one end of a pipe waits for somebody at the other, and to open both waits for nobody.
    RandomAccessFile bothEnds = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new NamedPipe(path, owner, bothEnds, new FileInputStream(path.toFile()));
    } catch (IOException e) {
      bothEnds.close();
      throw e;
    }
  }

  /** Where the process is to write. */
  Redirect target() {
    return Redirect.to(path.toFile());
  }

  /** The process has it: once no process has, this stream ends. */
  void handedOver() throws IOException {
    bothEnds.close();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    ended |= count < 0;
    return count;
  }

  /** Read to its end it can be used again; who might still write to it keeps it for himself. */
  @Override
  public void close() throws IOException {
    bothEnds.close();
    in.close();
    if (ended) {
      owner.giveBack(path);
    } else {
      Files.deleteIfExists(path);
    }
  }
}
