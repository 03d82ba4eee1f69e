package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpTableTest {
  private static final String V4 =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:2134 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 124 1 0
         1: 0100007F:9C40 0100007F:2134 01 00000000:00000000 02:000000AF 00000000  1000        0 4242 2 0
      9999: 0100007F:2134 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0
         2: 0100007F:9C41 0100007F:2134 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0
         3: 0100007F:9C42 0100007F:2134 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0
         4: 0100007F:9C43 0100007F:2134 01 00000000:00000000 00:00000000 00000000 4294967294 0 77 1 0
         5: 0100007F:9C44 0100007F:2134 01 00000000:00000000
      garbage
      """;
  private static final String V6 =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0000000000000000FFFF00000100007F:9C45 0000000000000000FFFF00000100007F:2134 01 00000000:00000000 00:00000000 00000000  1001        0 99 1 0
         1: 00000000000000000000000001000000:9C46 00000000000000000000000001000000:2134 01 00000000:00000000 00:00000000 00000000  1002        0 98 1 0
      """;

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 40000, 1000",
    "127.0.0.1, 40001, no process holds it",
    "127.0.0.1, 40002, no process holds it",
    "127.0.0.1, 40003, -2",
    "127.0.0.1, 40004, the row is cut",
    "127.0.0.1, 40005, 1001",
    "::1, 40006, 1002",
    "127.0.0.1, 40007, no row",
    "::1, 40000, no row"
  })
  void read_rowOfAConnection_tellsItsOwner(
      String address, int port, String owner, @TempDir Path directory) throws IOException {
    assert ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    Files.writeString(directory.resolve("tcp"), V4);
    Files.writeString(directory.resolve("tcp6"), V6);
    InetAddress ip = InetAddress.getByName(address);

    OptionalInt found =
        owner(directory, new InetSocketAddress(ip, port), new InetSocketAddress(ip, 8500));

    assertThat(found)
        .isEqualTo(
            owner.matches("-?\\d+")
                ? OptionalInt.of(Integer.parseInt(owner))
                : OptionalInt.empty());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void read_ownConnection_belongsToThisAccount() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort())) {
      OptionalInt found =
          owner(
              LocalAccounts.TABLES,
              new InetSocketAddress(loopback, client.getLocalPort()),
              new InetSocketAddress(loopback, server.getLocalPort()));

      assertThat(found).hasValue(LocalAccounts.own());
    }
  }

  private static OptionalInt owner(Path directory, InetSocketAddress from, InetSocketAddress to)
      throws IOException {
    List<String> keys = TcpTable.keys(from, to);
    Map<String, OptionalInt> found = new HashMap<>();
    for (TcpTable table : TcpTable.in(directory)) {
      table.read(
          (key, owner) -> {
            if (keys.contains(key)) {
              found.put("", owner.uid());
            }
          });
    }
    return found.getOrDefault("", OptionalInt.empty());
  }
}
