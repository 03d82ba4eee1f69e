package dev.sluice.app;

import dev.sluice.cli.Cli;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Environment.TimeSource;
import dev.sluice.cli.console.ProcessControl;
import dev.sluice.cli.console.StandardInput;
import dev.sluice.cli.console.StandardOutput;
import dev.sluice.cli.console.Terminal;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** The entry point: the first argument selects the command; only a server boots Quarkus. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Set before the first log message, because the JDK's log manager cannot be replaced later.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    // FrameworkErrors checks URIs instead and answers with a problem.
    System.setProperty("vertx.disableURIValidation", "true");
    // ConnectionLimits is one of its extensions.
    System.setProperty("io.netty.bootstrap.extensions", "serviceload");
    // Idle connections of an agent to its server; the JDK's default of 5 is fewer than its jobs.
    System.setProperty("http.maxConnections", "64");
    System.exit(Cli.run(args, environment()));
  }

  private static Environment environment() {
    Terminal terminal =
        new Terminal(StandardInput.ofProcess(), StandardOutput.ofProcess(), stderr());
    TimeSource time =
        new TimeSource(
            Clock.systemUTC(),
            length -> Thread.sleep(length.toMillis()),
            () -> ThreadLocalRandom.current().nextDouble());
    return new Environment(
        terminal,
        System.getenv(),
        time,
        ProcessControl.jvm(),
        properties -> QuarkusServer.start(properties));
  }

  /** Unlike {@code System.err}, which encodes for the locale, this writes UTF-8. */
  private static PrintStream stderr() {
    OutputStream err = new BufferedOutputStream(new FileOutputStream(FileDescriptor.err));
    return new PrintStream(err, false, StandardCharsets.UTF_8);
  }
}
