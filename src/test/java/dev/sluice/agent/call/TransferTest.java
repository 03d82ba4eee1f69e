package dev.sluice.agent.call;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransferTest {
  private HttpServer server;
  private Transfer transfer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    transfer = new Transfer("POST", uri, Map.of());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void send_internalErrorAfterACancel_isACancellation() {
    assertThatThrownBy(
            () ->
                transfer.send(
                    out -> {
                      transfer.cancel();
                      throw new NullPointerException();
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cancelled");
  }

  @Test
  void send_errorOfTheBody_isPassedOn() {
    assertThatThrownBy(
            () ->
                transfer.send(
                    out -> {
                      throw new IllegalStateException("body");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }
}
