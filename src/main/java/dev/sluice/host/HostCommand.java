package dev.sluice.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts task hosts: this Java, with a small heap, and an exit as soon as the heap is full. */
final class HostCommand {
  static final String MAIN = "dev.sluice.script.ScriptHost";

  /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int OUT_OF_MEMORY_EXIT = 3;

  /** From this version on the JDK warns of native access and Unsafe, which the engine uses. */
  private static final int WARNING_JDK = 24;

  private final String classPath;
  private final Path cacheDir;
  private final boolean optimize;

  HostCommand(String classPath, Path cacheDir, boolean optimize) {
    this.classPath = classPath;
    this.cacheDir = cacheDir;
    this.optimize = optimize;
  }

  /**
   * @param heapMb heap of the host, MiB, including the engine's share
   */
  Process start(int heapMb) throws HostFailure {
    ProcessBuilder builder =
        new ProcessBuilder(words(heapMb)).directory(new File(System.getProperty("java.io.tmpdir")));
    // A script must not see the environment, which may hold secrets.
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LD_LIBRARY_PATH"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new HostFailure("cannot start a task host: " + e.getMessage(), e);
    }
  }

  private List<String> words(int heapMb) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx" + heapMb + "m");
    words.add("-Xms" + Math.min(heapMb, 48) + "m");
    // Only the parallel collector gives up when collections free next to nothing.
    words.add("-XX:+UseParallelGC");
    words.add("-XX:ParallelGCThreads=1");
    words.add("-XX:GCTimeLimit=90");
    words.add("-XX:GCHeapFreeLimit=5");
    words.add("-XX:+ExitOnOutOfMemoryError");
    // Stdout carries the frames.
    words.add("-XX:+DisplayVMOutputToStderr");
    words.add("-XX:MaxDirectMemorySize=16m");
    words.add("-XX:-UsePerfData");
    if (!optimize) {
      words.add("-XX:TieredStopAtLevel=1");
    }
    words.add("-Xshare:auto");
    words.add("-Xlog:disable");
    words.add("-Xlog:all=error:stderr");
    if (Runtime.version().feature() >= WARNING_JDK) {
      words.add("--enable-native-access=ALL-UNNAMED");
      words.add("--sun-misc-unsafe-memory-access=allow");
    }
    // Scripts see the same locale, time zone and encoding on every worker.
    words.add("-Duser.timezone=UTC");
    words.add("-Duser.language=en");
    words.add("-Duser.country=US");
    words.add("-Dfile.encoding=UTF-8");
    words.add("-Djava.awt.headless=true");
    words.add("-Dpolyglot.engine.WarnInterpreterOnly=false");
    words.add("-Dpolyglot.engine.userResourceCache=" + cacheDir);
    words.add("-cp");
    words.add(classPath);
    words.add(MAIN);
    return words;
  }
}
