package dev.sluice.source.git;

import dev.sluice.source.SourceException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** Explains why a server could not be read. */
final class RemoteFailure {
  static final String UNAUTHORIZED = "unauthorized";

  private RemoteFailure() {}

  static SourceException of(String url, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    int ssh = disconnectCode(failure);
    if (ssh == SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE) {
      return new SourceException(
          "unknown_host", url + " is not in known-hosts with the key that it has", failure);
    }
    if (ssh == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
        || message.contains("not authorized")
        || message.contains("uthentication")) {
      return new SourceException(UNAUTHORIZED, url + " denied access", failure);
    }
    return new SourceException("unreachable", url + " cannot be read: " + message, failure);
  }

  /** Of the SSH protocol; 0 if it did not end the connection. */
  private static int disconnectCode(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SshException ssh && ssh.getDisconnectCode() != 0) {
        return ssh.getDisconnectCode();
      }
    }
    return 0;
  }
}
