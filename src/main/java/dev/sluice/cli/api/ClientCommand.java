package dev.sluice.cli.api;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import java.net.URI;
import picocli.CommandLine.Mixin;

/** A command that calls a server: its {@code --server} option and the client behind it. */
public abstract class ClientCommand extends BaseCommand {
  @Mixin protected final ServerOption server;

  protected ClientCommand(Environment env) {
    super(env);
    this.server = new ServerOption(env);
  }

  /** The API of the server that the options name. */
  protected final ApiClient api() {
    URI uri = server.orDefault();
    return new ApiClient(uri, env.tokenFor(uri));
  }
}
