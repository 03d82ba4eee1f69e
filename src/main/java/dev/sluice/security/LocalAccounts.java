package dev.sluice.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The accounts of this machine, as Linux shows them. */
final class LocalAccounts {
  static final Path TABLES = Path.of("/proc/net");
  private static final Path STATUS = Path.of("/proc/self/status");

  private LocalAccounts() {}

  /** Whether the owners of connections can be found here. */
  static boolean areKnown() {
    return TcpTable.in(TABLES).get(0).isReadable() && Files.isReadable(STATUS);
  }

  /** The uid with which this process acts. */
  static int own() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("Uid:")) {
        // real, effective, saved, of the file system
        return Integer.parseUnsignedInt(line.split("\\s+")[2]);
      }
    }
    throw new IOException(STATUS + " has no line Uid");
  }
}
