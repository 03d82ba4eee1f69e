package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void aPortThatSomebodyHasIsNamedInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> FreePort.check("127.0.0.1", port))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ")
          .hasMessageContaining("in use")
          .hasMessageContaining("--port")
          .hasMessageNotContainingAny("\n");
    }
  }

  @Test
  void aPortIsFreeOnceItsOwnerHasEnded() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = taken.getLocalPort();
    }

    assertThatCode(() -> FreePort.check("127.0.0.1", port)).doesNotThrowAnyException();
  }

  @Test
  void anAddressOfAnotherMachineIsRefusedWithoutTalkOfPorts() {
    // Of TEST-NET-1, which no machine has.
    assertThatThrownBy(() -> FreePort.check("192.0.2.1", 8500))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:8500: ")
        .hasMessageNotContaining("--port");
  }

  @Test
  void anyPortAndAHostThatIsNotKnownAreLeftToTheServer() {
    assertThatCode(() -> FreePort.check("127.0.0.1", 0)).doesNotThrowAnyException();
    assertThatCode(() -> FreePort.check("no-such-host.invalid", 8500)).doesNotThrowAnyException();
  }
}
