package dev.sluice.cli;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ProcessControl;
import dev.sluice.cli.file.RunFiles;
import dev.sluice.cli.tail.TailOptions;
import dev.sluice.cli.tail.TailRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
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
      "Submits the command, copies its stdout and stderr to this terminal as they come, and exits"
          + " with its exit code. Ctrl-C cancels the job; a second Ctrl-C exits at once.",
      "",
      "With neither --server nor SLUICE_SERVER, it starts a private server on this machine for this"
          + " call and removes it afterwards.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice run -- 'df -h | tail -3'",
      "  echo data | sluice run -- cat",
      "  sluice run -e LANG --timeout 10m -- 'echo $LANG'",
      "  sluice run --server http://build:8500 --cpu 4 --label os=linux -- nproc",
      "  sluice run --upload . --collect 'out/**' -- make",
      "",
      "Exit codes: the job's own; 124 time limit exceeded; 125 no server, refused, or",
      "failed without an exit code; 130 cancelled; 2 wrong usage; 74 stdout cannot be",
      "written, as on a full disk; 141 stdout was closed by its reader."
    })
final class RunCommand extends ClientCommand {
  /** Bytes that the server accepts. */
  private static final int MAX_STDIN = 512 << 10;

  @Mixin private final JobOptions job;

  @Mixin private final RunFiles files;

  @Mixin private final TailOptions tail = new TailOptions();

  @Option(
      names = "--stdin",
      negatable = true,
      description =
          "Pass stdin on to the command, up to its end, however long it is silent. By default only"
              + " a file, or a pipe of which the first byte comes within half a second. At most 512"
              + " KiB.")
  private @Nullable Boolean stdin;

  RunCommand(Environment env) {
    super(env);
    this.job = new JobOptions(env);
    this.files = new RunFiles(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!job.hasCommand()) {
      throw CliFailure.usage(
          "run: no command given; put it after '--', as in: sluice run -- 'echo hello'");
    }
    files.check();
    Map<String, Object> submission =
        job.foregroundSubmission(env.terminal().out().isStderrToo(), stdin());
    Optional<URI> given = server.given();
    AtomicReference<@Nullable PrivateServer> own = new AtomicReference<>();
    Cancellation cancellation = new Cancellation();
    Runnable exit =
        () -> {
          close(own.get());
          env.process().exitNow(ExitCode.CANCELLED);
        };
    try (ProcessControl.Registration signals =
        env.process().onSignal(cancellation::request, exit)) {
      ApiClient api;
      if (given.isPresent()) {
        api = new ApiClient(given.get(), env.tokenFor(given.get()));
      } else {
        PrivateServer started = PrivateServer.start(env.servers());
        own.set(started);
        api = started.api();
      }
      if (cancellation.requested()) {
        return ExitCode.CANCELLED;
      }
      return run(api, submission, cancellation);
    } finally {
      close(own.get());
    }
  }

  private byte @Nullable [] stdin() throws InterruptedException {
    if (Boolean.FALSE.equals(stdin)) {
      return null;
    }
    return env.terminal().in().read(MAX_STDIN, Boolean.TRUE.equals(stdin));
  }

  private int run(ApiClient api, Map<String, Object> submission, Cancellation cancellation)
      throws InterruptedException {
    files.prepare(api, submission, cancellation::requested);
    if (cancellation.requested()) {
      return ExitCode.CANCELLED;
    }
    String jobId = api.submit(JobOptions.json(submission), null).path("job_id").asText();
    cancellation.submitted(api, jobId);
    try {
      int code = tail.print(api, env, TailRequest.whole(jobId));
      return files.collect(api, jobId, code, cancellation::requested);
    } catch (CliFailure e) {
      if (e.exitCode() == ExitCode.OUTPUT_CLOSED || e.exitCode() == ExitCode.OUTPUT_FAILED) {
        // A command in a pipe dies when its reader exits; the job is such a command.
        abandon(api, jobId);
      }
      throw e;
    }
  }

  /** Cancels a job that may have ended. Why the command ends matters more than a refusal. */
  private static void abandon(ApiClient api, String jobId) {
    try {
      api.cancel(jobId);
    } catch (CliFailure ended) {
      // Nothing is left to cancel.
    }
  }

  private static void close(@Nullable PrivateServer server) {
    if (server != null) {
      server.close();
    }
  }

  /** Cancels the job on Ctrl-C; before the job is submitted, it keeps the request until then. */
  private final class Cancellation {
    private boolean requested;
    private @Nullable ApiClient api;
    private @Nullable String jobId;

    void request() {
      env.terminal().say("cancelling the job; press Ctrl-C again to exit without waiting");
      synchronized (this) {
        requested = true;
      }
      cancel();
    }

    synchronized boolean requested() {
      return requested;
    }

    void submitted(ApiClient server, String job) {
      boolean late;
      synchronized (this) {
        api = server;
        jobId = job;
        late = requested;
      }
      if (late) {
        cancel();
      }
    }

    private void cancel() {
      ApiClient server;
      String job;
      synchronized (this) {
        server = api;
        job = jobId;
      }
      if (server == null || job == null) {
        return;
      }
      try {
        server.cancel(job);
      } catch (CliFailure e) {
        e.lines().forEach(env.terminal()::say);
      }
    }
  }
}
