package dev.sluice.cli.console;

/** The environment variables that commands read. */
final class Variables {
  /** Address of the server, where {@code --server} is not given. */
  static final String SERVER = "SLUICE_SERVER";

  /** Sent as a bearer token with every request; the same variable that a server is guarded by. */
  static final String API_TOKEN = "SLUICE_API_TOKEN";

  /** Width of the terminal, which cuts the last column of tables. */
  static final String COLUMNS = "COLUMNS";

  private Variables() {}
}
