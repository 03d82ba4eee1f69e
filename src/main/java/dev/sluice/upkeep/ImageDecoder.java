package dev.sluice.upkeep;

import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.maps.StoredValueType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the stream of an {@link ImageEncoder}. */
final class ImageDecoder {
  /** A document has at most 16 MiB, and a record ends with the one that fills it. */
  private static final int LONGEST_RECORD = 64 << 20;

  private final DataInputStream in;
  private final Progress progress;
  private long total;
  private long done;

  ImageDecoder(InputStream in, Progress progress) {
    this.in = new DataInputStream(in);
    this.progress = progress;
  }

  /**
   * Passes all entries to {@code sink}.
   *
   * @throws IOException if the stream ends early, or is not that of an image
   */
  void readInto(ImageSink sink) throws IOException {
    try {
      boolean more = true;
      while (more) {
        more = take(Unpooled.wrappedBuffer(next()), sink);
      }
    } catch (EOFException e) {
      throw new IOException("the connection ended before the backup was complete", e);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ClassCastException e) {
      throw new IOException("the server's answer is not a backup: " + e.getMessage(), e);
    }
  }

  private byte[] next() throws IOException {
    int length = in.readInt();
    int inverted = in.readInt();
    int checksum = in.readInt();
    if (length != ~inverted || length <= 0 || length > LONGEST_RECORD) {
      throw new IOException("the server's answer is not a backup");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    if (Journal.checksum(ByteBuffer.wrap(body)) != checksum) {
      throw new IOException("the backup was damaged on its way");
    }
    return body;
  }

  /** Returns whether records follow. */
  private boolean take(ByteBuf record, ImageSink sink) throws IOException {
    byte kind = record.readByte();
    switch (kind) {
      case ImageEncoder.HEAD -> begin(record);
      case ImageEncoder.TABLE -> sink.table((String) StoredValueType.decode(record));
      case ImageEncoder.ENTRIES -> entries(record, sink);
      case ImageEncoder.END -> requireComplete(record.readLong());
      default -> throw new IOException("the backup has a record of the unknown kind " + kind);
    }
    return kind != ImageEncoder.END;
  }

  private void begin(ByteBuf record) throws IOException {
    int version = record.readInt();
    if (version != ImageEncoder.VERSION) {
      throw new IOException("the server sends backups in form %d".formatted(version));
    }
    total = record.readLong();
  }

  private void entries(ByteBuf record, ImageSink sink) {
    while (record.isReadable()) {
      Object key = StoredValueType.decode(record);
      sink.entry(key, StoredValueType.decode(record));
      progress.at(++done, total);
    }
  }

  private void requireComplete(long sent) throws IOException {
    if (sent != done || sent != total) {
      throw new IOException("the backup has %d entries of %d".formatted(done, total));
    }
  }
}
