package dev.sluice.agent.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.agent.run.InvalidJobException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class PortsTest {
  @TempDir Path locks;

  @Test
  void claim_anyPort_isNotGivenTwice() throws Exception {
    Ports ports = new Ports(locks);

    try (Ports.Claim one = ports.claim(null);
        Ports.Claim other = ports.claim(null)) {
      assertThat(one.port()).isBetween(9_000, 9_999).isNotEqualTo(other.port());
    }
  }

  @Test
  void claim_closed_canBeGivenAgain() throws Exception {
    int port = free();
    Ports ports = new Ports(locks);
    ports.claim(port).close();

    try (Ports.Claim again = ports.claim(port)) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void claim_wantedPortThatAProcessListensOn_isRefused() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new Ports(locks).claim(other.getLocalPort()))
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void claim_portInUse_isSkipped() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();

      assertThatThrownBy(() -> new Ports(locks, taken, taken).claim(null))
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("each port");
    }
  }

  @Test
  void claim_portGivenByAnotherAgent_isRefused() throws Exception {
    int port = free();
    Process agent =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl,sys\nf=open(sys.argv[1],'w')\nfcntl.lockf(f,fcntl.LOCK_EX)\n"
                    + "print('locked',flush=True)\nsys.stdin.read()",
                locks.resolve(Integer.toString(port)).toString())
            .start();
    try {
      assertThat(agent.inputReader().readLine()).isEqualTo("locked");

      assertThatThrownBy(() -> new Ports(locks).claim(port))
          .isInstanceOf(InvalidJobException.class);
    } finally {
      agent.destroyForcibly().waitFor();
    }
    new Ports(locks).claim(port).close();
  }

  private static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
