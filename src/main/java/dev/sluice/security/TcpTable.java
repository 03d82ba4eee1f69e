package dev.sluice.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/**
 * The connections of this machine in {@code /proc/net/tcp} or {@code tcp6}, with the account that
 * opened each.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
final class TcpTable {
  private static final int V4_DIGITS = 8;
  private static final int V6_DIGITS = 32;
  private static final String MAPPED =
      words(ByteBuffer.allocate(12).putShort(10, (short) 0xffff).array());

  /** Columns between the key of a row and its uid: st, queues, timer, retransmissions. */
  private static final int BEFORE_UID = 4;

  private final Path file;
  private final int keyLength;

  private TcpTable(Path file, int digits) {
    this.file = file;
    this.keyLength = 2 * (digits + ":PORT".length()) + 1;
  }

  /**
   * @param directory {@code /proc/net}
   */
  static List<TcpTable> in(Path directory) {
    return List.of(
        new TcpTable(directory.resolve("tcp"), V4_DIGITS),
        new TcpTable(directory.resolve("tcp6"), V6_DIGITS));
  }

  boolean isReadable() {
    return Files.isReadable(file);
  }

  /**
   * The keys that the row of a connection may have. A program with an IPv6 socket may use it for
   * IPv4 addresses.
   *
   * @param from the end of the process whose account is wanted
   */
  static List<String> keys(InetSocketAddress from, InetSocketAddress to) {
    String key = endpoint("", from) + " " + endpoint("", to);
    return from.getAddress() instanceof Inet6Address || to.getAddress() instanceof Inet6Address
        ? List.of(key)
        : List.of(key, endpoint(MAPPED, from) + " " + endpoint(MAPPED, to));
  }

  /**
   * Tells {@code visitor} the key and the account of every row. A socket that no process holds any
   * more, as after {@code close}, has the inode 0 and its owner is lost: the column then says 0,
   * which would be root.
   */
  void read(Visitor visitor) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      rows.readLine(); // the names of the columns
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        visit(row, visitor);
      }
    }
  }

  private void visit(String row, Visitor visitor) {
    int start = row.indexOf(": ") + 2;
    int end = start + keyLength;
    if (start >= 2 && end < row.length()) {
      visitor.row(row.substring(start, end), () -> owner(row, end));
    }
  }

  private static OptionalInt owner(String row, int from) {
    StringTokenizer columns = new StringTokenizer(row.substring(from));
    for (int i = 0; i < BEFORE_UID && columns.hasMoreTokens(); i++) {
      columns.nextToken();
    }
    if (columns.countTokens() < 3) {
      return OptionalInt.empty();
    }
    String uid = columns.nextToken();
    columns.nextToken();
    return columns.nextToken().equals("0")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseUnsignedInt(uid));
  }

  private static String endpoint(String prefix, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return prefix
        + words(ip.getAddress())
        + ":"
        + String.format(Locale.ROOT, "%04X", address.getPort());
  }

  /** The kernel prints addresses as 32-bit numbers in the byte order of the machine. */
  private static String words(byte[] address) {
    ByteBuffer bytes = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      text.append(String.format(Locale.ROOT, "%08X", bytes.getInt()));
    }
    return text.toString();
  }

  /** Gets every row. */
  @FunctionalInterface
  interface Visitor {
    void row(String key, Owner owner);
  }

  /** Reads the rest of a row, which most callers do not need. */
  @FunctionalInterface
  interface Owner {
    /** The uid; empty if no process holds the socket. */
    OptionalInt uid();
  }
}
