package dev.sluice.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Without credentials configured the server can be reached from this machine only. */
final class SafeByDefault {
  private SafeByDefault() {}

  /**
   * @throws UnsafeAddress when {@code host} is not a loopback address and nothing guards it
   */
  static void check(String host, boolean hasCredentials) {
    if (!hasCredentials && !isLoopback(host)) {
      throw new UnsafeAddress(host);
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

  /** Says what to do. */
  static final class UnsafeAddress extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsafeAddress(String host) {
      super(
          "refusing to listen on "
              + host
              + ": anybody who reaches it could run commands on the workers. Listen on 127.0.0.1"
              + " (the default), or set SLUICE_API_TOKEN to a secret of at least "
              + ApiToken.LEAST_LENGTH
              + " characters that every client and agent then has to send.");
    }
  }
}
