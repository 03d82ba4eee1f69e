package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunLimits;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs scripts in a real host, which later runs reuse. */
public final class Scripts implements AutoCloseable {
  private static final ObjectMapper JSON = Json.mapper();
  private static final RunContext CONTEXT = new RunContext("job-1", "sample", "1.2.3", 2);

  private final TaskHosts hosts;

  public Scripts(HostSettings settings) {
    this.hosts = new TaskHosts(settings);
  }

  public Scripts() {
    this(HostSettings.defaults());
  }

  /**
   * The default settings with other limits of a run.
   *
   * @param runsPerHost runs after which a host is replaced
   */
  static HostSettings settings(RunLimits limits, int runsPerHost) {
    HostSettings d = HostSettings.defaults();
    return new HostSettings(
        d.cacheDir(),
        d.memoryMb(),
        d.maxMemoryMb(),
        d.warm(),
        d.maxHosts(),
        runsPerHost,
        d.idleMs(),
        d.checkMs(),
        d.optimize(),
        limits,
        d.allowedHosts());
  }

  /** The default limits with fewer statements. */
  static RunLimits statements(long statements) {
    RunLimits d = RunLimits.DEFAULT;
    return new RunLimits(
        d.timeMs(), statements, d.outputBytes(), d.resultBytes(), d.responseBytes());
  }

  public TaskHosts hosts() {
    return hosts;
  }

  /** The outcome of a run and its output. */
  public record Run(RunResult result, String stdout, String stderr, List<JsonNode> progress) {
    public JsonNode value() {
      if (result instanceof RunResult.Returned returned) {
        return returned.value();
      }
      throw new AssertionError("did not return: " + result + "\n" + stderr);
    }

    public String code() {
      if (result instanceof RunResult.Threw threw) {
        return threw.code();
      }
      return result instanceof RunResult.Ended ended ? ended.limit().name() : "returned " + result;
    }

    public String message() {
      if (result instanceof RunResult.Threw threw) {
        return threw.message();
      }
      return result instanceof RunResult.Ended ended ? ended.message() : "returned " + result;
    }
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs {@code (function (input, context) { BODY })}. */
  public Run body(String body) {
    return body(body, "{}");
  }

  public Run body(String body, String input) {
    return run("(function (input, context) {" + body + "\n})", input);
  }

  public Run run(String script, String input) {
    return run(script, input, null, 40_000, control -> {});
  }

  public Run mocked(String body, String mock) {
    return run("(function (input) {" + body + "\n})", "{}", mock, 10_000, control -> {});
  }

  public Run run(
      String script,
      String input,
      @Nullable String mock,
      long timeMs,
      Consumer<RunListener.Control> onStart) {
    RunRequest request =
        new RunRequest(
            "main.js",
            Integer.toHexString(script.hashCode()),
            script,
            json(input),
            CONTEXT,
            timeMs,
            0,
            mock == null ? null : json(mock));
    Ears ears = new Ears(onStart);
    try {
      return ears.heard(hosts.run(request, ears));
    } catch (HostFailure | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Ears implements RunListener {
    private final Consumer<RunListener.Control> onStart;
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<JsonNode> progress = new ArrayList<>();

    Ears(Consumer<RunListener.Control> onStart) {
      this.onStart = onStart;
    }

    Run heard(RunResult result) {
      return new Run(
          result,
          stdout.toString(StandardCharsets.UTF_8),
          stderr.toString(StandardCharsets.UTF_8),
          progress);
    }

    @Override
    public void started(Control control) {
      onStart.accept(control);
    }

    @Override
    public void stdout(byte[] text) {
      stdout.writeBytes(text);
    }

    @Override
    public void stderr(byte[] text) {
      stderr.writeBytes(text);
    }

    @Override
    public void progress(byte[] event) {
      progress.add(json(new String(event, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void close() {
    hosts.close();
  }
}
