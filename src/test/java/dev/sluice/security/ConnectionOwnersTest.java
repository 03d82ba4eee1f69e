package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionOwnersTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8500);

  @TempDir Path directory;
  private final Queue<Runnable> reads = new ArrayDeque<>();
  private ConnectionOwners owners;

  @BeforeEach
  void create() throws IOException {
    owners = new ConnectionOwners(TcpTable.in(directory), reads::add);
    Files.writeString(directory.resolve("tcp6"), "header\n");
    table(40_000, 7);
  }

  @Test
  void of_severalConnections_areAnsweredByOneRead() throws IOException {
    CompletableFuture<OptionalInt> one = of(40_000);
    CompletableFuture<OptionalInt> other = of(40_001);
    table(40_000, 7, 40_001, 8);

    assertThat(reads).hasSize(1);
    reads.remove().run();

    assertThat(one).isCompletedWithValue(OptionalInt.of(7));
    assertThat(other).isCompletedWithValue(OptionalInt.of(8));
    assertThat(reads).isEmpty();
  }

  @Test
  void of_connectionWithoutARow_hasNoOwner() {
    CompletableFuture<OptionalInt> unknown = of(40_009);

    reads.remove().run();

    assertThat(unknown).isCompletedWithValue(OptionalInt.empty());
  }

  @Test
  void of_connectionThatComesDuringARead_isAnsweredByTheNext() {
    CompletableFuture<CompletableFuture<OptionalInt>> late = new CompletableFuture<>();
    CompletableFuture<OptionalInt> first = of(40_009);
    // Completes when the first read is over, before the next begins.
    first.thenRun(() -> late.complete(of(40_000)));

    reads.remove().run();

    assertThat(late.join()).isCompletedWithValue(OptionalInt.of(7));
    assertThat(reads).isEmpty();
    CompletableFuture<OptionalInt> afterwards = of(40_000);
    assertThat(afterwards).isNotDone();
    reads.remove().run();
    assertThat(afterwards).isCompletedWithValue(OptionalInt.of(7));
  }

  @Test
  void of_tableThatCannotBeRead_hasNoOwner() throws IOException {
    Files.delete(directory.resolve("tcp"));
    CompletableFuture<OptionalInt> owner = of(40_000);

    reads.remove().run();

    assertThat(owner).isCompletedWithValue(OptionalInt.empty());
  }

  private CompletableFuture<OptionalInt> of(int port) {
    return owners
        .of(new InetSocketAddress(SERVER.getAddress(), port), SERVER)
        .toCompletableFuture();
  }

  /**
   * @param rows port and uid of each connection
   */
  private void table(int... rows) throws IOException {
    StringBuilder text = new StringBuilder("header\n");
    for (int i = 0; i < rows.length; i += 2) {
      String key =
          TcpTable.keys(new InetSocketAddress(SERVER.getAddress(), rows[i]), SERVER).get(0);
      text.append(i).append(": ").append(key);
      text.append(" 01 0:0 0:0 0 ").append(rows[i + 1]).append(" 0 99 1\n");
    }
    Files.writeString(directory.resolve("tcp"), text.toString());
  }
}
