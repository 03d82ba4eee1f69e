package dev.sluice.store.embedded;

import dev.sluice.store.embedded.disk.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk that becomes full, or that fails to force what was written. */
final class FailingDisk extends ForwardingDisk {
  volatile boolean full;
  volatile boolean failsToForce;

  @Override
  public JournalFile create(Path file) throws IOException {
    requireSpace();
    return failing(LOCAL.create(file));
  }

  @Override
  public JournalFile open(Path file) throws IOException {
    return failing(LOCAL.open(file));
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return full ? 0 : super.usableBytes(directory);
  }

  private void requireSpace() throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
  }

  private JournalFile failing(JournalFile file) {
    return new ForwardingFile(file) {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        if (full) {
          super.write(bytes.slice(0, bytes.remaining() / 2), position);
        }
        requireSpace();
        super.write(bytes, position);
      }

      @Override
      public void force() throws IOException {
        if (failsToForce) {
          throw new IOException("Input/output error");
        }
        super.force();
      }
    };
  }
}
