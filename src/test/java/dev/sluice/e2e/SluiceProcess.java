package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code java -jar sluice.jar …} in a process of its own, with its output in a file. */
final class SluiceProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx384m");

  private final Process process;
  private final Path log;

  private SluiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static SluiceProcess start(Path log, Map<String, String> variables, List<String> arguments) {
    return start(log, variables, JVM, arguments);
  }

  static SluiceProcess start(
      Path log, Map<String, String> variables, List<String> jvm, List<String> arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(command(jvm, arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    replaceSettings(builder.environment(), variables);
    try {
      return new SluiceProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the settings of the person who runs the tests, such as the address of a database. */
  static void replaceSettings(Map<String, String> environment, Map<String, String> variables) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("SLUICE_")
                    || name.startsWith("QUARKUS_")
                    || name.startsWith("SMALLRYE_"));
    environment.putAll(variables);
  }

  /** The command line of the jar, for tests that run it to its end. */
  static List<String> command(String... arguments) {
    return command(JVM, Arrays.asList(arguments));
  }

  private static List<String> command(List<String> jvm, List<String> arguments) {
    String jar = System.getProperty("sluice.jar", "target/sluice.jar");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-jar");
    command.add(Path.of(jar).toAbsolutePath().toString());
    command.addAll(arguments);
    return command;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and waits for its end. */
  void terminate() {
    process.destroy();
    awaitEnd();
  }

  /** Sends SIGKILL and waits for its end. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  int awaitEnd() {
    Eventually.until("process " + pid() + " has ended\n" + log(), () -> !process.isAlive());
    return process.exitValue();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** Peak resident memory, MiB. */
  long peakMemoryMb() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
