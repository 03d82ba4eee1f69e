package dev.sluice.cli;

import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does once what people do often, so that the JVM can archive the classes it takes: the training
 * run of the script. A server does it with everything in one process; what clients and agents take,
 * which is a third of that, is listed by a second process that does without a server. Whatever
 * fails only makes for a poorer archive.
 */
@Command(name = "warm-up", hidden = true, header = "Train the class archives.")
final class WarmUpCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LABEL = "warm-up=yes";

  private final Environment env;

  @Option(names = "--client-classes", paramLabel = "FILE")
  private @Nullable File clientClasses;

  @Option(names = "--server", paramLabel = "URL")
  private @Nullable URI server;

  WarmUpCommand(Environment env) {
    this.env = env;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Cli.run(new String[] {"--help"}, env);
    Cli.run(new String[] {"run", "--help"}, env);
    if (server != null) {
      String uri = server.toString();
      inTime(() -> asClient(uri));
      return ExitCode.OK;
    }
    try (PrivateServer started = PrivateServer.start(env.servers(), true)) {
      String uri = started.uri().toString();
      inTime(() -> use(uri));
      inTime(() -> awaitTasks(new Api(started.uri(), env.variables())));
      if (clientClasses != null) {
        listClientClasses(uri, clientClasses, started.directory());
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

  /**
   * @param temporary for what the client's agent leaves behind
   */
  private static void listClientClasses(String uri, File list, Path temporary)
      throws IOException, InterruptedException {
    String java = ProcessHandle.current().info().command().orElse("java");
    // Run with -jar, the class path is the jar.
    String jar = System.getProperty("java.class.path");
    List<String> command =
        List.of(
            java,
            "-XX:DumpLoadedClassList=" + list,
            "-Djava.io.tmpdir=" + temporary,
            "-jar",
            jar,
            "warm-up",
            "--server",
            uri);
    Process client = new ProcessBuilder(command).inheritIO().start();
    if (!client.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      client.destroyForcibly();
    }
  }

  /** Probes, and the first look at the sources of tasks, which begins when the server is ready. */
  private void awaitTasks(Api api) {
    api.get("/q/health/ready");
    try {
      while (api.get("/v1/tasks").path("items").isEmpty()) {
        env.time().pause().pause(Duration.ofMillis(100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void asClient(String uri) {
    Thread agent =
        new Thread(
            () -> Cli.run(new String[] {"agent", "--server", uri, "--label", LABEL}, env), "agent");
    agent.setDaemon(true);
    agent.start();
    // Waits until the agent is there, and runs on no other worker.
    Cli.run(new String[] {"run", "--server", uri, "--label", LABEL, "--", "echo out"}, env);
    use(uri);
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
