package dev.sluice.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Does once what people do often, so that the JVM can archive the classes it takes: with {@code
 * -XX:ArchiveClassesAtExit} this is the training run of the script. Whatever fails only makes for a
 * poorer archive.
 */
@Command(name = "warm-up", hidden = true, header = "Train the class archive.")
final class WarmUpCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Environment env;

  WarmUpCommand(Environment env) {
    this.env = env;
  }

  @Override
  public Integer call() throws InterruptedException {
    Cli.run(new String[] {"--help"}, env);
    Cli.run(new String[] {"run", "--help"}, env);
    try (PrivateServer server = PrivateServer.start(env.servers())) {
      Thread work = new Thread(() -> use(server.uri().toString()), "warm-up");
      work.setDaemon(true);
      work.start();
      work.join(LIMIT.toMillis());
    }
    return ExitCode.OK;
  }

  private void use(String uri) {
    Cli.run(
        new String[] {"run", "--server", uri, "-e", "A=b", "--", "echo out; echo err >&2"}, env);
    Cli.run(new String[] {"run", "--server", uri, "--", "false"}, env);
    Cli.run(new String[] {"jobs", "--server", uri}, env);
    Cli.run(new String[] {"workers", "--server", uri, "--json"}, env);
    Cli.run(new String[] {"cancel", "--server", uri, "job-none"}, env);
  }
}
