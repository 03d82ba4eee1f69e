package dev.sluice.bundle.form;

import dev.sluice.text.Printable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Checks the types of a ZIP's entries, which the JDK does not expose: the upper half of an entry's
 * external attributes is its Unix mode. Only files and directories are allowed, because the target
 * of a symbolic link would be read as a script or a schema.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE, 4.3.12 to
 *     4.3.16</a>
 */
final class ZipModes {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LENGTH = 56;
  private static final long SAID_IN_64 = 0xffffffffL;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_LENGTH = 20;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;

  private static final int TYPE = 0xf000;
  private static final int UNSAID = 0;
  private static final int DIRECTORY = 0x4000;
  private static final int PLAIN = 0x8000;
  private static final int LINK = 0xa000;

  private ZipModes() {}

  /**
   * @throws RefusedFileException if an entry is neither a file nor a directory, or if the ZIP's
   *     directory is damaged
   */
  static void check(Path file) throws IOException {
    try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
      ByteBuffer directory = directory(zip);
      while (directory.hasRemaining()) {
        checkEntry(directory);
      }
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged();
    }
  }

  private static ByteBuffer directory(RandomAccessFile zip) throws IOException {
    long tailLength = Math.min(zip.length(), END_LENGTH + LONGEST_COMMENT);
    long tailAt = zip.length() - tailLength;
    ByteBuffer tail = read(zip, tailAt, tailLength);
    int end = end(tail, zip, tailAt);
    long length = length(tail, end);
    long endAt = tailAt + end;
    int locator = end - LOCATOR_64_LENGTH;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_64) {
      long end64At = tail.getLong(locator + 8);
      ByteBuffer end64 = read(zip, end64At, END_64_LENGTH);
      long length64 = end64.getLong(40);
      if (end64.getInt(0) == END_64 && (length == SAID_IN_64 || length == length64)) {
        length = length64;
        endAt = end64At;
      }
    }
    // Counted from the end, as the JDK does: a program may precede the ZIP.
    return read(zip, endAt - length, length);
  }

  /** Finds the end record: only its comment follows it, or it points to a directory entry. */
  private static int end(ByteBuffer tail, RandomAccessFile zip, long tailAt) throws IOException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        int comment = Short.toUnsignedInt(tail.getShort(at + 20));
        long directoryAt = tailAt + at - length(tail, at);
        if (at + END_LENGTH + comment == tail.limit()
            || (directoryAt >= 0 && read(zip, directoryAt, 4).getInt(0) == ENTRY)) {
          return at;
        }
      }
    }
    throw damaged();
  }

  private static long length(ByteBuffer tail, int end) {
    return Integer.toUnsignedLong(tail.getInt(end + 12));
  }

  private static void checkEntry(ByteBuffer directory) throws RefusedFileException {
    int at = directory.position();
    if (directory.getInt(at) != ENTRY) {
      throw damaged();
    }
    int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
    int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
    int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
    int type = directory.getInt(at + 38) >>> 16 & TYPE;
    if (type != UNSAID && type != DIRECTORY && type != PLAIN) {
      byte[] name = new byte[nameLength];
      directory.get(at + ENTRY_LENGTH, name);
      throw refused(new String(name, StandardCharsets.UTF_8), type);
    }
    directory.position(at + ENTRY_LENGTH + nameLength + extraLength + commentLength);
  }

  private static RefusedFileException refused(String name, int type) {
    String entry = "holds \"" + Printable.excerpt(name) + "\", which is ";
    return type == LINK
        ? new RefusedFileException("symbolic_link", entry + "a symbolic link")
        : new RefusedFileException("special_file", entry + "neither a file nor a directory");
  }

  private static RefusedFileException damaged() {
    return new RefusedFileException("malformed_zip", "is not a ZIP, or is damaged");
  }

  private static ByteBuffer read(RandomAccessFile zip, long at, long length) throws IOException {
    if (at < 0 || length < 0 || length > zip.length() - at) {
      throw damaged();
    }
    byte[] bytes = new byte[Math.toIntExact(length)];
    zip.seek(at);
    zip.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
