package dev.sluice.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The word {@code sluice} itself. */
@Command(
    name = "sluice",
    header = "Runs jobs on a fleet of workers and streams what they print, live and resumable.",
    synopsisHeading = "%nUsage: ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    customSynopsis = {"sluice COMMAND [OPTIONS]", "       sluice [OPTIONS of server]"},
    footer = {
      "",
      "Without a command it is 'server'. 'sluice COMMAND --help' says more.",
      "",
      "Examples:",
      "  sluice run -- 'make test'          on a private server, just for this call",
      "  sluice server                      http://127.0.0.1:8500, data in ./data",
      "  sluice submit -- ./nightly.sh      prints an id; nothing runs yet",
      "  sluice tail job-0193               starts it and shows what it prints",
      "",
      "Environment:",
      "  SLUICE_SERVER     address of the server for commands without --server",
      "  SLUICE_API_TOKEN  what a server asks of its callers, and what every command sends",
      "  SLUICE_JAVA_OPTS  JVM options instead of the script's own",
      "  SLUICE_CDS        off: the script prepares no class archive after a build",
      "  JAVA_HOME         the Java (17 or later) that the script takes",
      "  COLUMNS           width of tables",
      "",
      "Exit codes:",
      "  0    all well               124  the job timed out",
      "  1    a task failed (tasks   125  Sluice failed: no server, request refused, or",
      "       run, test, validate)        a job that failed without an exit code",
      "  2    usage                  130  cancelled, Ctrl-C",
      "  141  stdout was closed      any other: the job's own (run and tail)"
    },
    versionProvider = Root.Version.class)
final class Root {

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Root.class.getPackage().getImplementationVersion();
      return new String[] {"sluice " + Objects.requireNonNullElse(version, "(unpackaged)")};
    }
  }
}
