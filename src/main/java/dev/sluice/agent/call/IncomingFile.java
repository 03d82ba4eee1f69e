package dev.sluice.agent.call;

import dev.sluice.agent.call.Transfer.Incoming;
import dev.sluice.archive.Meter;
import dev.sluice.text.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file on its way to disk, over as many answers as it takes. */
public final class IncomingFile implements Closeable {
  private static final int BUFFER = 64 << 10;

  private final FileChannel out;
  private final long mostBytes;
  private final Meter meter;
  private final byte[] buffer = new byte[BUFFER];
  private Sha256 digest = new Sha256();
  private long done;
  private @Nullable FileHead head;

  /** The content cannot be written, as on a full disk: another answer does not help. */
  public static final class NotKeptException extends IOException {
    private static final long serialVersionUID = 1L;

    NotKeptException(IOException cause) {
      super("cannot be written: " + cause.getMessage(), cause);
    }
  }

  /**
   * @param target does not exist yet
   * @param mostBytes of a longer file only the head is taken
   */
  public IncomingFile(Path target, long mostBytes, Meter meter) throws IOException {
    this.out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    this.mostBytes = mostBytes;
    this.meter = meter;
  }

  /** Bytes that have arrived: where the next answer is to begin. */
  public long done() {
    return done;
  }

  /**
   * Takes what an answer brings.
   *
   * @throws IOException if it brings less than the rest of the file
   */
  public void take(Incoming answer) throws IOException {
    FileHead now = FileHead.of(answer);
    head = now;
    if (now.size() > mostBytes) {
      return;
    }
    if (now.from() != done) {
      if (now.from() != 0) {
        throw new IOException("the server sends the part from " + now.from() + ", not " + done);
      }
      done = 0;
      digest = new Sha256();
      out.truncate(0);
    }
    copy(answer.content());
    if (done < now.size()) {
      throw new IOException("the connection was cut at byte " + done + " of " + now.size());
    }
  }

  private void copy(InputStream content) throws IOException {
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      meter.moved(count);
      write(ByteBuffer.wrap(buffer, 0, count));
      digest.add(buffer, count);
      done += count;
    }
  }

  private void write(ByteBuffer bytes) throws NotKeptException {
    try {
      long at = done;
      while (bytes.hasRemaining()) {
        at += out.write(bytes, at);
      }
    } catch (IOException e) {
      throw new NotKeptException(e);
    }
  }

  /** The head of the last answer; null before the first. */
  public @Nullable FileHead head() {
    return head;
  }

  /**
   * Checks the whole file; called once, at the end.
   *
   * @throws IOException if it is not the one that the server announced
   */
  public FileHead whole() throws IOException {
    FileHead known = head;
    if (known == null) {
      throw new IOException("the server sent no file");
    }
    if (done != known.size() || !digest.hex().equalsIgnoreCase(known.sha256())) {
      throw new IOException("it arrived with another checksum than its own");
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
