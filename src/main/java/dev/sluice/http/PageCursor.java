package dev.sluice.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * The position where a list continues: the last id of a page, with a checksum over the filters. The
 * server refuses a cursor that was cut, changed or used with other filters, because the page would
 * look right and be wrong.
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
   * The id in {@code cursor}.
   *
   * @throws ProblemException 400 when the server did not make it with the same filters
   */
  public static String decode(String cursor, String filters) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      if (bytes.remaining() > 4) {
        int checksum = bytes.getInt();
        byte[] id = new byte[bytes.remaining()];
        bytes.get(id);
        String lastId = new String(id, StandardCharsets.UTF_8);
        // Base64 has several spellings of the same bytes; only the canonical one is accepted.
        if (checksum == checksum(id, filters) && encode(lastId, filters).equals(cursor)) {
          return lastId;
        }
      }
    } catch (IllegalArgumentException e) {
      // not base64: refused below
    }
    throw refusal();
  }

  /** The answer to a forged cursor, such as one with a matching checksum over another id. */
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
