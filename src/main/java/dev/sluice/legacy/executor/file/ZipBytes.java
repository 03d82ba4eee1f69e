package dev.sluice.legacy.executor.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Looks into a ZIP without unpacking anything; the records are those of PKWARE's APPNOTE.TXT. */
final class ZipBytes {
  /** Bytes that tell a ZIP. */
  static final int MAGIC = 4;

  private static final int ENTRY = 0x0403_4b50;
  private static final int LISTED_ENTRY = 0x0201_4b50;
  private static final int LISTED_LENGTH = 46;
  private static final int END = 0x0605_4b50;
  private static final int END_LENGTH = 22;

  private ZipBytes() {}

  /** Whether a content that begins so is meant as a ZIP. */
  static boolean isZip(byte[] start) {
    if (start.length < MAGIC) {
      return false;
    }
    int magic = little(start).getInt(0);
    return magic == ENTRY || magic == END;
  }

  /** Entries of its directory that are no directories; 0 if it is no whole ZIP. */
  static long files(byte[] zip) {
    ByteBuffer bytes = little(zip);
    long files = 0;
    for (long at = directory(bytes); at >= 0 && at + LISTED_LENGTH <= zip.length; ) {
      int entry = (int) at;
      if (bytes.getInt(entry) != LISTED_ENTRY) {
        break;
      }
      int name = unsigned(bytes, entry + 28);
      long next = at + LISTED_LENGTH + name;
      if (next > zip.length) {
        break;
      }
      files += name > 0 && zip[(int) next - 1] == '/' ? 0 : 1;
      at = next + unsigned(bytes, entry + 30) + unsigned(bytes, entry + 32);
    }
    return files;
  }

  /** Where the directory begins; negative if it is not found. */
  private static long directory(ByteBuffer bytes) {
    int last = bytes.limit() - END_LENGTH;
    for (int at = last; at >= 0 && at >= last - 0xFFFF; at--) {
      if (bytes.getInt(at) == END) {
        return Integer.toUnsignedLong(bytes.getInt(at + 16));
      }
    }
    return -1;
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
