package dev.sluice.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The result of a command that the test runs. */
record Command(int exitCode, byte[] stdout, byte[] stderr) {
  static Command run(List<String> words, Path directory) {
    return run(words, directory, Map.of());
  }

  /**
   * @param variables replace the environment's own settings of Sluice
   */
  static Command run(List<String> words, Path directory, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    SluiceProcess.replaceSettings(builder.environment(), variables);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<byte[]> stderr =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return process.getErrorStream().readAllBytes();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      byte[] stdout = process.getInputStream().readAllBytes();
      return new Command(process.waitFor(), stdout, stderr.join());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String out() {
    return new String(stdout, StandardCharsets.UTF_8);
  }

  String err() {
    return new String(stderr, StandardCharsets.UTF_8);
  }
}
