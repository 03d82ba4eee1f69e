package dev.sluice.app;

import dev.sluice.cli.Cli;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Terminal;
import dev.sluice.cli.console.Time;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The one entry point: the jar's first word chooses the command, and only a server boots Quarkus.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Before anything logs: the JDK's own manager, once made, cannot be replaced.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    // FrameworkErrors checks instead, and says what is wrong.
    System.setProperty("vertx.disableURIValidation", "true");
    // Connections that an agent keeps open to its server; the JDK's own 5 are fewer than it has
    // jobs.
    System.setProperty("http.maxConnections", "64");
    System.exit(Cli.run(args, environment()));
  }

  private static Environment environment() {
    Terminal terminal = new Terminal(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    Time time =
        new Time(
            Clock.systemUTC(),
            length -> Thread.sleep(length.toMillis()),
            () -> ThreadLocalRandom.current().nextDouble());
    return new Environment(
        terminal,
        System.getenv(),
        time,
        new UnixProcess(),
        options -> QuarkusServer.start(options),
        AgentNode::start);
  }

  /** Not {@code System.out}: that one encodes for the locale, and we pass bytes through. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor)),
        false,
        StandardCharsets.UTF_8);
  }
}
