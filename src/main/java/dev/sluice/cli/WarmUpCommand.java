package dev.sluice.cli;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The script's training run for class data sharing: runs the frequent commands once, so that the
 * JVM lists the classes that they load. This process has the server and lists the classes of
 * everything; a second process without a server lists those of clients and agents, a third as many.
 * A step that fails only leaves classes out of the archive.
 */
@Command(name = "warm-up", hidden = true, header = "List the classes for the class archives.")
final class WarmUpCommand extends BaseCommand {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LABEL = "warm-up=yes";

  @Option(names = "--client-classes", paramLabel = "FILE")
  private @Nullable File clientClasses;

  @Option(names = "--server", paramLabel = "URL")
  private @Nullable URI server;

  WarmUpCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Cli.run(new String[] {"--help"}, env);
    Cli.run(new String[] {"run", "--help"}, env);
    if (server != null) {
      String uri = server.toString();
      inTime(() -> asClient(env, uri));
      return ExitCode.OK;
    }
    try (PrivateServer started = PrivateServer.start(env.servers(), true)) {
      String uri = started.uri().toString();
      inTime(() -> use(env.withToken(started.token()), uri));
      inTime(() -> awaitTasks(started.api()));
      if (clientClasses != null) {
        listClientClasses(started, clientClasses);
      }
    }
    return ExitCode.OK;
  }

  private static void inTime(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work, "warm-up");
    thread.setDaemon(true);
    thread.start();
    thread.join(LIMIT.toMillis());
  }

  private static void listClientClasses(PrivateServer server, File list)
      throws IOException, InterruptedException {
    String java = ProcessHandle.current().info().command().orElse("java");
    // The class path is the jar, because the script runs it with -jar.
    String jar = System.getProperty("java.class.path");
    List<String> command =
        List.of(
            java,
            "-XX:DumpLoadedClassList=" + list,
            // The agent keeps its files there.
            "-Djava.io.tmpdir=" + server.directory(),
            "-jar",
            jar,
            "warm-up",
            "--server",
            server.uri().toString());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(Environment.TOKEN, server.token());
    Process client = builder.start();
    if (!client.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      client.destroyForcibly();
    }
  }

  /** Probes the server and waits for its first sync of tasks, which begins when it is ready. */
  private void awaitTasks(ApiClient api) {
    api.get("/q/health/ready");
    try {
      while (api.get("/v1/tasks").path("items").isEmpty()) {
        env.time().sleep().sleep(Duration.ofMillis(100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void asClient(Environment env, String uri) {
    Thread agent =
        new Thread(
            () -> Cli.run(new String[] {"agent", "--server", uri, "--label", LABEL}, env), "agent");
    agent.setDaemon(true);
    agent.start();
    // The label makes the job wait for this agent.
    Cli.run(new String[] {"run", "--server", uri, "--label", LABEL, "--", "echo out"}, env);
    use(env, uri);
  }

  private static void use(Environment env, String uri) {
    Cli.run(
        new String[] {"run", "--server", uri, "-e", "A=b", "--", "echo out; echo err >&2"}, env);
    Cli.run(new String[] {"run", "--server", uri, "--", "false"}, env);
    Cli.run(new String[] {"jobs", "--server", uri}, env);
    Cli.run(new String[] {"workers", "--server", uri, "--json"}, env);
    Cli.run(new String[] {"cancel", "--server", uri, "job-none"}, env);
  }
}
