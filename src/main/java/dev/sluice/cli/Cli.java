package dev.sluice.cli;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.file.FilesCommand;
import dev.sluice.cli.store.StoreCommand;
import dev.sluice.cli.tasks.TasksCommand;
import dev.sluice.cli.token.TokenCommand;
import dev.sluice.cli.transfer.ExportCommand;
import dev.sluice.cli.transfer.ImportCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a function. */
public final class Cli {
  private static final List<String> ABOUT = List.of("-h", "--help", "-V", "--version");

  private static final Map<String, Function<Environment, Object>> COMMANDS = commands();

  private Cli() {}

  /**
   * Runs one command to its end.
   *
   * @param args as given to {@code main}; without a command they are options of {@code server}
   * @return the exit code of the process
   */
  public static int run(String[] args, Environment env) {
    CommandLine line = line(args, env);
    line.setOut(writer(env.terminal().out())).setErr(writer(env.terminal().err()));
    line.setParameterExceptionHandler((e, given) -> usage(e, env));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, env));
    int code = line.execute(isServer(args) ? prepend("server", args) : args);
    return flushed(code, env);
  }

  /** Why a command failed matters more than that its output cannot be written. */
  private static int flushed(int code, Environment env) {
    try {
      env.terminal().flushOut();
      return code;
    } catch (CliFailure e) {
      return code == ExitCode.OK ? failed(e, env) : code;
    }
  }

  /** Loads the requested command only: reading annotations takes most of a client's start. */
  private static CommandLine line(String[] args, Environment env) {
    CommandLine root = new CommandLine(new Sluice());
    String first = isServer(args) ? "server" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            root.addSubcommand(name, command.apply(env));
          }
        });
    root.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine run = root.getSubcommands().get("run");
    if (run != null) {
      // Options after the first word of the job's command belong to that command.
      run.setStopAtPositional(true);
    }
    return root;
  }

  private static Map<String, Function<Environment, Object>> commands() {
    Map<String, Function<Environment, Object>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand::new);
    commands.put("submit", SubmitCommand::new);
    commands.put("tail", TailCommand::new);
    commands.put("jobs", JobsCommand::new);
    commands.put("workers", WorkersCommand::new);
    commands.put("processes", ProcessesCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("files", FilesCommand::line);
    commands.put("tasks", TasksCommand::line);
    commands.put("server", ServerCommand::new);
    commands.put("agent", AgentCommand::new);
    commands.put("token", TokenCommand::line);
    commands.put("store", StoreCommand::line);
    commands.put("import", ImportCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("warm-up", WarmUpCommand::new);
    return commands;
  }

  private static boolean isServer(String[] args) {
    return args.length == 0 || (args[0].startsWith("-") && !ABOUT.contains(args[0]));
  }

  private static String[] prepend(String word, String[] args) {
    String[] all = new String[args.length + 1];
    all[0] = word;
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static int usage(ParameterException e, Environment env) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    env.terminal().say(message(e) + "; see '" + command + " --help'");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
      String message = Objects.requireNonNullElse(e.getMessage(), "invalid arguments");
      return message.replaceFirst(" is not an? (int|long|double)$", " is not a number");
    }
    boolean isCommand = !e.getCommandLine().getSubcommands().isEmpty();
    String what = isCommand ? "unknown command" : "unexpected argument";
    return what + " '" + unmatched.getUnmatched().get(0) + "'";
  }

  private static int failed(Exception e, Environment env) {
    if (e instanceof CliFailure failure) {
      failure.lines().forEach(env.terminal()::say);
      return failure.exitCode();
    }
    if (e instanceof InterruptedException) {
      return ExitCode.CANCELLED;
    }
    env.terminal().say("internal error; please report it with this stack trace:");
    e.printStackTrace(env.terminal().err());
    env.terminal().err().flush();
    return ExitCode.SLUICE_FAILED;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** The root command. */
  @Command(
      name = "sluice",
      header = "Runs jobs on a fleet of workers and streams their output, live and resumable.",
      synopsisHeading = "%nUsage: ",
      commandListHeading = "%nCommands:%n",
      optionListHeading = "%nOptions:%n",
      mixinStandardHelpOptions = true,
      customSynopsis = {"sluice COMMAND [OPTIONS]", "       sluice [OPTIONS OF server]"},
      footer = {
        "",
        "The default command is 'server'. 'sluice COMMAND --help' explains a command.",
        "",
        "Examples:",
        "  # Run a command on a private server that lives for this call only.",
        "  sluice run -- 'echo hello from $(hostname)'",
        "",
        "  # Start a server on http://127.0.0.1:8500 with its data in ./data.",
        "  sluice server",
        "",
        "  # From another terminal: store a job, then start it and print its output.",
        "  sluice tail $(sluice submit -- 'echo hello')",
        "",
        "Environment:",
        "  SLUICE_SERVER     address of the server for commands without --server",
        "  SLUICE_API_TOKEN  the server requires this token; commands and agents send it",
        "  SLUICE_CACERT     certificates that an https server must have or be signed by",
        "  SLUICE_JAVA_OPTS  JVM options that replace those of the script",
        "  SLUICE_CDS        'off': the script prepares no class archive after a build",
        "  JAVA_HOME         the Java to run, 17 or later",
        "  COLUMNS           width of tables",
        "",
        "Exit codes:",
        "  0    success",
        "  1    'tasks run', 'tasks test' or 'tasks validate': the task failed; 'store check':"
            + " faults; 'import': refused records",
        "  2    wrong usage",
        "  74   stdout cannot be written, as on a full disk",
        "  124  the job exceeded its time limit",
        "  125  no server, a refused request, or a job that failed without an exit code",
        "  130  the job was cancelled, for example by Ctrl-C",
        "  141  stdout was closed by its reader",
        "  any other: the exit code of the job ('run' and 'tail')"
      },
      versionProvider = Sluice.Version.class)
  static final class Sluice {
    /** Reads the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
      @Override
      public String[] getVersion() {
        String version = Sluice.class.getPackage().getImplementationVersion();
        return new String[] {"sluice " + Objects.requireNonNullElse(version, "(unpackaged)")};
      }
    }
  }
}
