package dev.sluice.agent.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** One of {@link NamedPipes} in use: one process writes to it, the agent reads it. */
final class NamedPipe extends InputStream {
  private final Path path;
  private final RandomAccessFile bothEnds;
  private final FileInputStream in;

  private NamedPipe(Path path, RandomAccessFile bothEnds, FileInputStream in) {
    this.path = path;
    this.bothEnds = bothEnds;
    this.in = in;
  }

  static NamedPipe open(Path path) throws IOException {
    // Opening one end waits until the other end is open; opening both at once does not wait.
    RandomAccessFile bothEnds = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new NamedPipe(path, bothEnds, new FileInputStream(path.toFile()));
    } catch (IOException e) {
      bothEnds.close();
      throw e;
    }
  }

  /** Where the process writes its output. */
  Redirect target() {
    return Redirect.to(path.toFile());
  }

  /**
   * The process has opened the pipe: from now on the stream ends with its last writer, and no other
   * process finds the pipe by its name.
   */
  void handedOver() throws IOException {
    bothEnds.close();
    Files.deleteIfExists(path);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return in.read(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    bothEnds.close();
    in.close();
    Files.deleteIfExists(path);
  }
}
