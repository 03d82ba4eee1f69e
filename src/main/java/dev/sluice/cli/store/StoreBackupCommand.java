package dev.sluice.cli.store;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ServerOption;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.store.embedded.StoreException;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.upkeep.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    header = "Write a copy of a store, of a running server or of a stopped one.",
    description = {
      "",
      "The copy is a data directory: 'sluice server --data' and 'sluice store check --data' take"
          + " it. It has all that was acknowledged before it began, and gets its name once it is"
          + " complete. The tokens in tokens.json are not part of it.",
      "",
      "With --server, or while a server uses the directory, the server sends the copy; its token"
          + " needs the scope 'backup'. The server goes on meanwhile.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice store backup --to /backups/monday --verify",
      "  sluice store backup --server http://db.example:8500 --to monday",
      "",
      "Exit codes: 0 written; 1 --verify found faults; 2 wrong usage; 125 not written."
    })
final class StoreBackupCommand extends UpkeepCommand {
  private static final String PATH = "/v1/store/backup";
  private static final Duration SILENCE = Duration.ofMinutes(1);

  @Mixin private final ServerOption server;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "A directory that does not exist, or is empty.")
  private Path target = Path.of("");

  @Option(names = "--verify", description = "Check the copy, as 'sluice store check'.")
  private boolean verify;

  StoreBackupCommand(Environment env) {
    super(env);
    this.server = new ServerOption(env);
  }

  @Override
  int run() throws IOException {
    Backup backup;
    try {
      backup = Backup.to(target);
    } catch (FileAlreadyExistsException e) {
      throw CliFailure.usage("--to: " + target + " exists, and is not an empty directory");
    }
    Optional<URI> given = server.given();
    if (given.isPresent()) {
      ofServer(backup, given.get(), data.isGiven() ? data.directory() : null);
    } else {
      ofDirectory(backup, data.directory());
    }
    env.terminal().say("wrote " + target);
    return verify ? check(target) : ExitCode.OK;
  }

  private void ofDirectory(Backup backup, Path directory) throws IOException {
    try (StoreImage image = StoreImage.read(directory);
        Ticker ticker = ticker("copying")) {
      backup.ofImage(image, ticker);
    } catch (StoreException e) {
      if (!e.isInUse()) {
        throw e;
      }
      ofServer(backup, server.orDefault(), directory);
    }
  }

  /**
   * @param directory that the server must use; null if the user has named the server
   */
  private void ofServer(Backup backup, URI address, @Nullable Path directory) throws IOException {
    ApiClient api = new ApiClient(address, env.tokenFor(address));
    try {
      HttpURLConnection http = api.stream(PATH, null, SILENCE);
      int status = http.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw api.refused(http, status);
      }
      requireSame(http.getHeaderField("Sluice-Store"), address, directory);
      try (InputStream in = http.getInputStream();
          Ticker ticker = ticker("copying")) {
        backup.ofStream(in, ticker);
      }
    } catch (ConnectException e) {
      throw directory == null ? api.unreachable(e) : otherServer(directory, address);
    }
  }

  private static void requireSame(@Nullable String served, URI address, @Nullable Path directory)
      throws IOException {
    if (directory != null && !directory.toRealPath().toString().equals(served)) {
      throw otherServer(directory, address);
    }
  }

  private static CliFailure otherServer(Path directory, URI address) {
    return CliFailure.of(
        "a server uses %s, and it is not the one at %s: name it with --server"
            .formatted(directory, address));
  }
}
