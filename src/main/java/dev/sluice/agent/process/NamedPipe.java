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
    // Opening one end waits until the other end is open; opening both at once does not wait.
    RandomAccessFile bothEnds = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new NamedPipe(path, owner, bothEnds, new FileInputStream(path.toFile()));
    } catch (IOException e) {
      bothEnds.close();
      throw e;
    }
  }

  /** Where the process writes its output. */
  Redirect target() {
    return Redirect.to(path.toFile());
  }

  /** The process has opened the pipe: from now on the stream ends with its last writer. */
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

  /** A pipe that was read to its end is used again; another may have a writer and is deleted. */
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
