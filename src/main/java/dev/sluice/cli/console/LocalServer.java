package dev.sluice.cli.console;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** A server that runs in this process. {@code app} implements it, since it boots Quarkus. */
public interface LocalServer {

  /** Base URL, with the port on which the server listens. */
  URI uri();

  /** Stops the server gracefully and returns when it has stopped. Repeated calls do nothing. */
  void stop();

  /** Waits until the server has stopped and returns the exit code of the process. */
  int awaitStop() throws InterruptedException;

  /** Starts a server. */
  @FunctionalInterface
  interface Starter {
    /**
     * Returns when the server answers requests.
     *
     * @param properties configuration properties, which take precedence over environment variables
     *     and configuration files
     * @throws IOException if the server does not start; the message is one line for the operator
     */
    LocalServer start(Map<String, String> properties) throws IOException, InterruptedException;
  }
}
