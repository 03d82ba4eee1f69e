package dev.sluice.app;

import dev.sluice.security.ApiToken;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;

/** Checks the address on which the server is to listen. */
final class ListenAddress {
  private static final String HOST = "quarkus.http.host";
  private static final String PORT = "quarkus.http.port";

  private ListenAddress() {}

  /**
   * Checks that the configured port is free. Quarkus opens the port last and would fail only after
   * a whole start. Settings that this cannot interpret are left to Quarkus.
   *
   * @throws IOException if the port cannot be opened; the message says where and why
   */
  static void requireFree() throws IOException {
    String host = Objects.requireNonNullElse(EarlySettings.find(HOST), "127.0.0.1");
    String port = Objects.requireNonNullElse(EarlySettings.find(PORT), "8500").strip();
    if (port.matches("\\d{1,5}") && Integer.parseInt(port) < 1 << 16) {
      requireFree(host.strip(), Integer.parseInt(port));
    }
  }

  /**
   * @param port 0 stands for any free port
   */
  static void requireFree(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (port == 0 || address.isUnresolved()) {
      return;
    }
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      // Like the server's own socket: a recently closed connection does not occupy the port.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address);
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      String remedy = why.contains("in use") ? "; choose another with --port" : "";
      throw new IOException("cannot listen on " + host + ":" + port + ": " + why + remedy, e);
    }
  }

  /**
   * Checks that a server without credentials listens on loopback only.
   *
   * @throws Unsafe if it would listen on another address
   */
  static void requireSafe(String host, boolean hasCredentials) {
    if (!hasCredentials && !isLoopback(host)) {
      throw new Unsafe(host);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The message says what the operator can do. */
  static final class Unsafe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsafe(String host) {
      super(
          "refusing to listen on "
              + host
              + " without a credential, since every client that can connect could run commands on"
              + " the workers. Listen on 127.0.0.1 (the default), create a token with"
              + " 'sluice token create', or set SLUICE_API_TOKEN to a secret of at least "
              + ApiToken.LEAST_LENGTH
              + " characters, on the server and for every client and agent");
    }
  }
}
