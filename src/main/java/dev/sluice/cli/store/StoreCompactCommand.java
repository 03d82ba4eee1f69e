package dev.sluice.cli.store;

import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.upkeep.Compaction;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "compact",
    header = "Rewrite the file of a stopped store without its unused space.",
    description = {
      "",
      "Needs room for a second file with what is stored. The former file stays until the new one is"
          + " complete, so a compaction that is killed loses nothing. The server must be stopped.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  sluice store compact --data /var/lib/sluice",
      "",
      "Exit codes: 0 compacted; 2 wrong usage; 125 there is no store, a server uses it, or it",
      "cannot be read or written."
    })
final class StoreCompactCommand extends UpkeepCommand {
  private static final double MIB = 1024 * 1024;

  StoreCompactCommand(Environment env) {
    super(env);
  }

  @Override
  int run() throws IOException {
    Compaction compaction;
    try (Ticker ticker = ticker("compacting")) {
      compaction = Compaction.of(data.directory(), ticker);
    }
    env.terminal()
        .print(
            "%s: %.1f MiB before, %.1f MiB after"
                .formatted(data.directory(), compaction.before() / MIB, compaction.after() / MIB));
    return ExitCode.OK;
  }
}
