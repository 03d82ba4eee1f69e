package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of the cluster: it can be killed, started again, stopped and continued. */
public final class Node {
  private final String name;
  private final Path logs;
  private final List<String> command;
  private Process process;
  private int starts;

  public Node(String name, Path logs, List<String> command) {
    this.name = name;
    this.logs = logs;
    this.command = List.copyOf(command);
  }

  public String name() {
    return name;
  }

  public synchronized void start() throws IOException {
    if (process == null || !process.isAlive()) {
      starts++;
      process = Processes.start(logs.resolve(name + "-" + starts + ".log"), command);
    }
  }

  /** Ends it as kill -9 does, and returns when it is gone. */
  synchronized void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  synchronized void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
  }

  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  public synchronized long pid() {
    return process.pid();
  }

  /** Ends it with SIGTERM, after a while with SIGKILL. */
  public synchronized void end() throws IOException, InterruptedException {
    if (process == null) {
      return;
    }
    signal("CONT");
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
