package dev.sluice.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a list goes on: the last id seen, tied by a checksum to the filters that it was made with.
 * A cursor that was cut, changed or used with other filters is refused instead of giving a page
 * that looks right.
 */
public final class PageCursor {
  private PageCursor() {}

  public static String encode(String lastId, String filters) {
    byte[] id = lastId.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(4 + id.length);
    bytes.putInt(checksum(id, filters)).put(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The id that {@code cursor} was made of.
   *
   * @throws ProblemException 400 when it was not made here with the same filters
   */
  public static String decode(String cursor, String filters) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      if (bytes.remaining() > 4) {
        int checksum = bytes.getInt();
        byte[] id = new byte[bytes.remaining()];
        bytes.get(id);
        String lastId = new String(id, StandardCharsets.UTF_8);
        // Written anew it must be the same: base64 has several spellings of the same bytes.
        if (checksum == checksum(id, filters) && encode(lastId, filters).equals(cursor)) {
          return lastId;
        }
      }
    } catch (IllegalArgumentException e) {
      // not base64: refused below like any other
    }
    throw refusal();
  }

  /** The answer to a cursor that was made elsewhere, as one whose checksum was made to fit. */
  public static ProblemException refusal() {
    return ProblemException.invalid(
        "cursor", "invalid_cursor", "must be the next of a page of this same list, unchanged");
  }

  private static int checksum(byte[] id, String filters) {
    CRC32 crc = new CRC32();
    crc.update(id);
    crc.update(filters.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
