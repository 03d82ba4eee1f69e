package dev.sluice.cli;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Text;
import dev.sluice.cli.tasks.TasksCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line as a function. */
public final class Cli {
  private static final List<String> ABOUT = List.of("-h", "--help", "-V", "--version");

  private static final Map<String, Function<Environment, Object>> COMMANDS = commands();

  private Cli() {}

  /**
   * Runs one command to its end.
   *
   * @param args as given to {@code main}; without a command they are the server's
   * @return the exit code of the process
   */
  public static int run(String[] args, Environment env) {
    CommandLine line = line(args, env);
    line.setOut(writer(env.terminal().out())).setErr(writer(env.terminal().err()));
    line.setParameterExceptionHandler((e, given) -> usage(e, env));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, env));
    int code = line.execute(isServer(args) ? prepend("server", args) : args);
    boolean printed = !env.terminal().out().checkError();
    return printed || code != ExitCode.OK ? code : ExitCode.OUTPUT_CLOSED;
  }

  /** Loads only the command that was asked for: reading annotations is what takes the time. */
  private static CommandLine line(String[] args, Environment env) {
    CommandLine root = new CommandLine(new Root());
    String first = isServer(args) ? "server" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            root.addSubcommand(name, command.apply(env));
          }
        });
    for (CommandLine command : root.getSubcommands().values()) {
      command.getCommandSpec().mixinStandardHelpOptions(true);
      command.setCaseInsensitiveEnumValuesAllowed(true);
    }
    root.getCommandSpec().mixinStandardHelpOptions(true);
    CommandLine run = root.getSubcommands().get("run");
    if (run != null) {
      // What follows the command's first word is the command's.
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
    commands.put("cancel", CancelCommand::new);
    commands.put("tasks", TasksCommand::line);
    commands.put("server", ServerCommand::new);
    commands.put("agent", AgentCommand::new);
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
    String message = e.getMessage() == null ? "wrong arguments" : e.getMessage();
    env.terminal().say(Text.clean(message) + "; see '" + command + " --help'");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, Environment env) {
    if (e instanceof CliFailure failure) {
      failure.lines().forEach(line -> env.terminal().say(Text.clean(line)));
      return failure.exitCode();
    }
    if (e instanceof InterruptedException) {
      return ExitCode.CANCELLED;
    }
    env.terminal().say("this is a defect of sluice; please report it with what follows");
    e.printStackTrace(env.terminal().err());
    env.terminal().err().flush();
    return ExitCode.SLUICE_FAILED;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
