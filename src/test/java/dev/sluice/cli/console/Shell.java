package dev.sluice.cli.console;

import dev.sluice.cli.Cli;
import dev.sluice.cli.console.Environment.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs commands in a test: streams, variables, signals, and a clock that only pauses move. */
public final class Shell {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  public final Map<String, String> variables = new HashMap<>();
  public final List<Duration> pauses = new ArrayList<>();
  public final CompletableFuture<Runnable> signals = new CompletableFuture<>();
  public final CompletableFuture<Integer> exited = new CompletableFuture<>();
  public String in = "";
  @Nullable public InputStream stdin;
  public StandardInput.Kind kindOfStdin = StandardInput.Kind.OTHER;
  public boolean stderrIsStdout;
  @Nullable public Boolean jsonLog;
  @Nullable public OutputStream pipe;
  public LocalServer.Starter servers =
      properties -> {
        throw new AssertionError("no server expected");
      };
  private Instant now = NOON;

  /** Runs a command; {@code words} are separated by single spaces. */
  public int runLine(String words) {
    return run(words.split(" "));
  }

  public int run(String... args) {
    OutputStream stdout = pipe == null ? out : pipe;
    Terminal terminal =
        new Terminal(
            new StandardInput(
                stdin == null
                    ? new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8))
                    : stdin,
                kindOfStdin),
            StandardOutput.to(stdout, () -> false, stderrIsStdout),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    TimeSource time = new TimeSource(new ShellClock(), this::pause, () -> 1);
    return Cli.run(args, new Environment(terminal, variables, time, new Control(), servers));
  }

  /** A stdout of which each write fails for this reason. */
  public static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  public byte[] stdout() {
    return out.toByteArray();
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private synchronized void pause(Duration length) {
    pauses.add(length);
    now = now.plus(length);
  }

  private synchronized Instant now() {
    return now;
  }

  private final class ShellClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now();
    }
  }

  private final class Control implements ProcessControl {
    @Override
    public Registration onSignal(Runnable handler) {
      signals.complete(handler);
      return () -> {};
    }

    @Override
    public void exitNow(int code) {
      exited.complete(code);
    }

    @Override
    public void logToStderr(boolean json) {
      jsonLog = json;
    }
  }
}
