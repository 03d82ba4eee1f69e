package dev.sluice.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;

/**
 * Finds out before anything is started whether the server will be able to listen. Quarkus listens
 * last, and would undo a whole start for that.
 */
final class FreePort {
  private static final String HOST = "quarkus.http.host";
  private static final String PORT = "quarkus.http.port";

  private FreePort() {}

  /**
   * Looks at the port that is configured. What cannot be made out here, Quarkus says later.
   *
   * @throws IOException when nobody can listen there now; the message says where and why
   */
  static void check() throws IOException {
    String host = Objects.requireNonNullElse(EarlySettings.find(HOST), "127.0.0.1");
    String port = Objects.requireNonNullElse(EarlySettings.find(PORT), "8500").strip();
    if (port.matches("\\d{1,5}") && Integer.parseInt(port) < 1 << 16) {
      check(host.strip(), Integer.parseInt(port));
    }
  }

  /**
   * @param port 0 is always free
   */
  static void check(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (port == 0 || address.isUnresolved()) {
      return;
    }
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      // As the server does: a connection that was closed a moment ago is not in the way.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address);
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      String remedy = why.contains("in use") ? "; --port chooses another, 0 any that is free" : "";
      throw new IOException("cannot listen on " + host + ":" + port + ": " + why + remedy, e);
    }
  }
}
