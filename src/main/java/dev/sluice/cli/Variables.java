package dev.sluice.cli;

/** The environment variables that commands read. */
final class Variables {
  /** Address of the server, where {@code --server} is not given. */
  static final String SERVER = "SLUICE_SERVER";

  /** Sent as a bearer token with every request. */
  static final String TOKEN = "SLUICE_TOKEN";

  /** Width of the terminal, which cuts the last column of tables. */
  static final String COLUMNS = "COLUMNS";

  private Variables() {}
}
