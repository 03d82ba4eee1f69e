package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  /** An address of TEST-NET-1, which no machine has. */
  private static final String FOREIGN = "192.0.2.1";

  @Test
  void requireFree_takenPort_namesItInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> ListenAddress.requireFree("127.0.0.1", port))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ")
          .hasMessageContaining("in use")
          .hasMessageContaining("--port")
          .hasMessageNotContainingAny("\n");
    }
  }

  @Test
  void requireFree_portOfAnEndedProcess_accepts() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = taken.getLocalPort();
    }

    assertThatCode(() -> ListenAddress.requireFree("127.0.0.1", port)).doesNotThrowAnyException();
  }

  @Test
  void requireFree_addressOfAnotherMachine_isRefusedWithoutAdviceOnPorts() {
    assertThatThrownBy(() -> ListenAddress.requireFree(FOREIGN, 8500))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:8500: ")
        .hasMessageNotContaining("--port");
  }

  @Test
  void requireFree_anyPortOrUnknownHost_isLeftToTheServer() {
    assertThatCode(() -> ListenAddress.requireFree("127.0.0.1", 0)).doesNotThrowAnyException();
    assertThatCode(() -> ListenAddress.requireFree("no-such-host.invalid", 8500))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void requireSafe_loopbackWithoutCredentials_accepts(String host) {
    assertThatCode(() -> ListenAddress.requireSafe(host, false)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", FOREIGN, "no-such-host.invalid"})
  void requireSafe_otherAddress_needsCredentials(String host) {
    assertThatThrownBy(() -> ListenAddress.requireSafe(host, false))
        .hasMessageStartingWith("refusing to listen on " + host)
        .hasMessageContaining("SLUICE_API_TOKEN");
    assertThatCode(() -> ListenAddress.requireSafe(host, true)).doesNotThrowAnyException();
  }
}
