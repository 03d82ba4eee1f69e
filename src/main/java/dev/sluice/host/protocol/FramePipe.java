package dev.sluice.host.protocol;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a pair of pipes, each {@code kind:1 length:4 body}, big-endian. One thread may read
 * while others write; a frame is written as a whole, and blocks while the other side does not read.
 */
public final class FramePipe {
  private static final int HEADER = 1 + Integer.BYTES;

  /** Far above the largest order, result or piece of output; a longer frame is damaged. */
  private static final int MAX_BODY = 256 << 20;

  private final DataInputStream in;
  private final OutputStream out;

  public FramePipe(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /**
   * Waits for the next frame.
   *
   * @return {@code null} at the end of the stream, also in the middle of a frame
   * @throws IOException also when the bytes are not a frame
   */
  public @Nullable Frame read() throws IOException {
    int code = in.read();
    if (code < 0) {
      return null;
    }
    try {
      FrameKind kind = FrameKind.of(code);
      int length = in.readInt();
      if (length < 0 || length > MAX_BODY) {
        throw new IOException("a frame of " + length + " bytes");
      }
      byte[] body = new byte[length];
      in.readFully(body);
      return new Frame(kind, body);
    } catch (EOFException cut) {
      return null;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  public void write(FrameKind kind, byte[] body) throws IOException {
    write(kind, body, 0, body.length);
  }

  public synchronized void write(FrameKind kind, byte[] bytes, int offset, int length)
      throws IOException {
    // One system call per frame wakes the other side once.
    ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
    frame.put(kind.code()).putInt(length).put(bytes, offset, length);
    out.write(frame.array());
    out.flush();
  }
}
