package dev.sluice.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts and ends processes and reads their CPU time and memory. */
public final class Processes {
  public static final Path ROOT = Path.of(System.getProperty("bench.root", "."));

  private Processes() {}

  public static Process start(Path log, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
    // For experiments and profiles: JVM options of the server only.
    String options = System.getenv("BENCH_SERVER_JAVA_OPTS");
    if (options != null && command.contains("server")) {
      builder.environment().put("SLUICE_JAVA_OPTS", options);
    }
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** Resident memory, bytes. */
  public static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** CPU time used so far, seconds. */
  public static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(p -> p.info().totalCpuDuration())
        .map(d -> d.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** CPU time used so far by the live descendants of that process, seconds. */
  public static double cpuSecondsOfChildren(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .mapToDouble(child -> cpuSeconds(child.pid()))
        .sum();
  }

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static Path jdkTool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }
}
