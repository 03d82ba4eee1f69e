package dev.sluice.store.embedded.disk;

import dev.sluice.store.embedded.disk.Disk.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The version of MVStore's file that the disk has as a whole, in a file of its own. When MVStore
 * opens a file it looks at both ends of the newest version only; a loss of power can leave those
 * and lose what lies between them.
 */
public final class ForcedVersion implements AutoCloseable {
  private static final int BYTES = 2 * Long.BYTES;

  private final JournalFile file;

  public ForcedVersion(JournalFile file) {
    this.file = file;
  }

  /** Empty if the file is absent, or if its last change did not reach the disk as a whole. */
  public static OptionalLong read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.remaining() != BYTES) {
      return OptionalLong.empty();
    }
    long version = bytes.getLong();
    return bytes.getLong() == ~version ? OptionalLong.of(version) : OptionalLong.empty();
  }

  /** Returns once the disk has the number, all of which lies in one sector. */
  public void set(long version) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(version).putLong(~version).flip();
    file.write(bytes, 0);
    file.force();
  }

  /** Accepts the newest version that MVStore finds, until the next {@link #set}. */
  public void clear() throws IOException {
    file.truncate(0);
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
