package dev.sluice.cli.store;

import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.store.embedded.StoreException;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "check",
    header = "Read a whole store and list what is wrong with it.",
    description = {
      "",
      "Reads every document and the journals, and checks that the output of each attempt has no"
          + " hole, that each job's output is there, and that the indexes fit the documents. It"
          + " changes no file. The server must be stopped; a backup can be checked at any time.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  sluice store check --data /backups/monday",
      "",
      "Exit codes: 0 no fault; 1 faults, one on each line; 2 wrong usage; 125 there is no store,",
      "or a server uses it."
    })
final class StoreCheckCommand extends UpkeepCommand {
  StoreCheckCommand(Environment env) {
    super(env);
  }

  @Override
  int run() throws IOException {
    try {
      return check(data.directory());
    } catch (StoreException e) {
      if (e.isInUse()) {
        throw e;
      }
      env.terminal().print(String.valueOf(e.getMessage()));
      return ExitCode.CHECK_FAILED;
    }
  }
}
