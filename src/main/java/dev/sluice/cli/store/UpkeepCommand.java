package dev.sluice.cli.store;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.store.embedded.StoreException;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.upkeep.StoreCheck;
import dev.sluice.upkeep.StoreCheck.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Mixin;

/** A command that works on the directory of an embedded store. */
abstract class UpkeepCommand extends BaseCommand {
  @Mixin final DataOption data;

  UpkeepCommand(Environment env) {
    super(env);
    this.data = new DataOption(env);
  }

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (StoreException | IOException e) {
      throw CliFailure.of(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  abstract int run() throws IOException;

  final Ticker ticker(String activity) {
    return new Ticker(env.terminal().err(), activity, System.console() != null);
  }

  /** Prints each fault and a summary; returns the exit code. */
  final int check(Path directory) throws IOException {
    try (StoreImage image = StoreImage.read(directory);
        Ticker ticker = ticker("checking")) {
      List<Finding> findings = new StoreCheck(image, env.time().clock().instant(), ticker).run();
      ticker.close();
      findings.forEach(env.terminal()::print);
      env.terminal()
          .print(
              "%s: %d entries in %d collections and indexes, %s"
                  .formatted(
                      directory,
                      image.entries(),
                      image.tables().size(),
                      findings.isEmpty() ? "no fault" : findings.size() + " faults"));
      return findings.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
  }
}
