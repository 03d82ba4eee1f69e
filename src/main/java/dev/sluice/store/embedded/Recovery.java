package dev.sluice.store.embedded;

import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings an opened store up to date by replaying the journal that follows its last checkpoint. A
 * killed process leaves at most a last record that is cut off; it was never acknowledged and is
 * dropped. Any other inconsistency is an error, so that no write is lost silently.
 */
final class Recovery {
  private final Path directory;
  private final StoreFile store;
  private final Maps maps;

  Recovery(Path directory, StoreFile store, Maps maps) {
    this.directory = directory;
    this.store = store;
    this.maps = maps;
  }

  void run() throws IOException {
    long number = store.journalNumber();
    Path file = Journal.file(directory, number);
    requireFits(number, file);
    if (Files.exists(file)) {
      replay(file);
    }
  }

  private void requireFits(long number, Path file) throws IOException {
    List<Long> written = Journal.written(directory);
    boolean storeIsOlder = !written.isEmpty() && written.get(written.size() - 1) > number;
    if (storeIsOlder || (number > 0 && !Files.exists(file))) {
      throw new StoreException(
          "%s does not fit the journals beside it (expected %s, found %s). The store file is damaged or belongs to another directory: restore the whole directory %s from a backup, or move it away to start empty."
              .formatted(store.path(), file.getFileName(), written, directory));
    }
  }

  private void replay(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
      long remaining = channel.size();
      while (remaining >= Journal.HEADER) {
        int length = in.readInt();
        int inverted = in.readInt();
        int checksum = in.readInt();
        remaining -= Journal.HEADER;
        if (length != ~inverted || length < 0) {
          throw damaged(file, channel.size() - remaining);
        }
        if (length > remaining) {
          return;
        }
        byte[] body = in.readNBytes(length);
        remaining -= length;
        if (Journal.checksum(ByteBuffer.wrap(body)) != checksum) {
          if (remaining == 0) {
            return;
          }
          throw damaged(file, channel.size() - remaining);
        }
        apply(body, file);
      }
    }
  }

  private void apply(byte[] body, Path file) {
    try {
      ChangeSet.replay(Unpooled.wrappedBuffer(body), maps);
    } catch (RuntimeException e) {
      throw new StoreException("%s does not fit %s: %s".formatted(file, store.path(), e), e);
    }
  }

  private static StoreException damaged(Path file, long position) {
    return new StoreException(
        "The journal %s is damaged before byte %d. Restore its directory from a backup, or truncate the file, which loses the writes of the last seconds before the process ended."
            .formatted(file, position));
  }
}
