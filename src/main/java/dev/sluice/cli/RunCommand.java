package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ProcessControl;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.tail.EventPrinter;
import dev.sluice.cli.tail.OutputPrinter;
import dev.sluice.cli.tail.Tail;
import dev.sluice.cli.tail.TailRequest;
import dev.sluice.cli.tail.TailSink;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    customSynopsis = "sluice run [OPTIONS] -- CMD...",
    header = "Run a command on a worker as if it ran here.",
    description = {
      "",
      "Submits the command, prints its stdout to stdout and its stderr to stderr as they come, and"
          + " exits with its exit code. Ctrl-C cancels the job; a second Ctrl-C leaves at once.",
      "",
      "With neither --server nor SLUICE_SERVER it starts a private server for this one call, on"
          + " this machine, and removes it afterwards.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice run -- 'make test | tail -5'",
      "  sluice run --server http://build:8500 --cpu 4 --label os=linux -- cargo test",
      "  sluice run -e TOKEN --timeout 10m -- ./deploy.sh staging",
      "",
      "Exit codes:",
      "  the job's own; 124 timed out; 125 Sluice failed (no server, refused, or the",
      "  job failed without an exit code); 130 cancelled; 2 usage; 141 stdout closed."
    })
final class RunCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;
  @Mixin private final JobFlags job;

  @Option(names = "--events", description = "Print the events as JSON lines, not the output.")
  private boolean events;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not explain waits.")
  private boolean quiet;

  RunCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
    this.job = new JobFlags(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!job.hasCommand()) {
      throw CliFailure.usage("run: no command; give it after '--', as in: sluice run -- make");
    }
    Map<String, Object> submission = job.submission(false);
    Optional<URI> given = server.given();
    AtomicReference<@Nullable PrivateServer> own = new AtomicReference<>();
    Interrupts interrupts = new Interrupts(env, () -> close(own.get()));
    try (ProcessControl.Registration signals = env.process().onInterrupt(interrupts::signal)) {
      if (given.isEmpty()) {
        own.set(PrivateServer.start(env.servers()));
      }
      PrivateServer started = own.get();
      URI uri = given.orElseGet(() -> started == null ? URI.create("") : started.uri());
      return interrupts.signalled() ? ExitCode.CANCELLED : run(uri, submission, interrupts);
    } finally {
      close(own.get());
    }
  }

  private int run(URI uri, Map<String, Object> submission, Interrupts interrupts)
      throws InterruptedException {
    Api api = new Api(uri, env.variables());
    JsonNode accepted = Submissions.post(api, submission, null);
    String jobId = accepted.path("job_id").asText();
    interrupts.submitted(api, jobId);
    TailSink sink =
        events
            ? new EventPrinter(env.terminal(), api.mapper())
            : new OutputPrinter(env.terminal(), quiet);
    try {
      return new Tail(api, env, sink).follow(TailRequest.whole(jobId)).code();
    } catch (CliFailure e) {
      if (e.exitCode() == ExitCode.OUTPUT_CLOSED) {
        // A command in a pipe dies when its reader goes away; so does this one.
        api.post(CancelCommand.path(jobId));
      }
      throw e;
    }
  }

  private static void close(@Nullable PrivateServer server) {
    if (server != null) {
      server.close();
    }
  }
}
