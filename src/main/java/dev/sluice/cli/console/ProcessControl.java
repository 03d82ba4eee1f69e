package dev.sluice.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The process in which a command runs: its signals, its exit and its log. */
public interface ProcessControl {

  /**
   * Until the registration is closed, SIGINT, SIGTERM and SIGHUP call {@code handler} instead of
   * ending the process: once for each signal, on a thread of its own.
   */
  Registration onSignal(Runnable handler);

  /** Calls {@code first} on the first signal and {@code later} on each one after it. */
  default Registration onSignal(Runnable first, Runnable later) {
    AtomicBoolean signalled = new AtomicBoolean();
    return onSignal(
        () -> {
          if (signalled.getAndSet(true)) {
            later.run();
          } else {
            first.run();
          }
        });
  }

  /** Ends the process without running shutdown hooks. */
  void exitNow(int code);

  /**
   * Sends log messages of level INFO and above to stderr, in the format of the server.
   *
   * @param json whether each message is an object of JSON on one line
   */
  void logToStderr(boolean json);

  /** Closing it restores the default handling of signals. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** The JVM in which this code runs. */
  static ProcessControl jvm() {
    return new Jvm();
  }

  /** See {@link #jvm()}. */
  final class Jvm implements ProcessControl {
    /** That of the server: {@code quarkus.log.console.format}. */
    private static final String FORMAT = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n";

    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private Jvm() {}

    @Override
    public Registration onSignal(Runnable handler) {
      List<Runnable> undo = new ArrayList<>();
      for (String name : SIGNALS) {
        Signal signal = new Signal(name);
        try {
          SignalHandler before = Signal.handle(signal, received -> handler.run());
          undo.add(() -> Signal.handle(signal, before));
        } catch (IllegalArgumentException e) {
          // The JVM (-Xrs) or the platform (Windows) reserves this signal.
        }
      }
      return () -> undo.forEach(Runnable::run);
    }

    @Override
    public void exitNow(int code) {
      Runtime.getRuntime().halt(code);
    }

    /**
     * Without a Quarkus application JBoss LogManager queues every message, the HTTP client's debug
     * messages too, until Quarkus configures its handlers.
     */
    @Override
    public void logToStderr(boolean json) {
      Logger root = Logger.getLogger("");
      root.setLevel(Level.INFO);
      for (Handler queueing : root.getHandlers()) {
        root.removeHandler(queueing);
      }
      Handler stderr = new ConsoleHandler();
      stderr.setFormatter(json ? new JsonFormatter() : new PatternFormatter(FORMAT));
      root.addHandler(stderr);
    }
  }
}
