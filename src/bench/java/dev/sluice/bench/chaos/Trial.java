package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.ConnectionThread;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** One run of a cluster: its files, and what its oracle finds. */
public final class Trial {
  private static final long LOOK_NANOS = 500_000_000;

  public final Path directory;
  public final Path effects;
  public final Oracle oracle = new Oracle();
  private volatile boolean checked;

  public Trial() throws IOException {
    directory = Files.createTempDirectory("sluice-chaos");
    effects = Files.createDirectory(directory.resolve("effects"));
  }

  /** Notes when the servers do not answer, until the run is checked. */
  void watch(Cluster cluster) {
    ConnectionThread.start(
        () -> {
          long absentSince = 0;
          while (!checked) {
            boolean ready = cluster.isReady();
            long now = System.currentTimeMillis();
            if (ready && absentSince > 0) {
              oracle.absences.add(new Oracle.Window("server", "not ready", absentSince, now));
            }
            absentSince = ready ? 0 : absentSince > 0 ? absentSince : now;
            LockSupport.parkNanos(LOOK_NANOS);
          }
        });
  }

  /** Compares what the oracle knows with what the server says, once all is calm. */
  void check(Cluster cluster) throws IOException, InterruptedException {
    check(cluster.servers().get(0).port());
  }

  /** Compares what the oracle knows with what the server at that port says, once all is calm. */
  public void check(int port) throws IOException, InterruptedException {
    Thread.sleep(2_000);
    checked = true;
    try (HttpConnection http = new HttpConnection(port, 60_000)) {
      new Checks(oracle, effects, http).run();
    }
  }

  /** Prints the violations, and deletes the files if there are none. The cluster has ended. */
  public int violations() throws IOException {
    Leftovers.processes(effects, oracle);
    for (Oracle.Violation violation : oracle.violations) {
      Benchmark.say(
          "VIOLATION %s: %s: %s", violation.check(), violation.job(), violation.evidence());
    }
    if (oracle.violations.isEmpty()) {
      DirectoryTree.delete(directory);
    } else {
      Benchmark.say("logs, store and effects are in %s", directory);
    }
    return oracle.violations.size();
  }

  /** The violations as a figure that others are added to. */
  public static Figure figure(String name, int violations) {
    return Figure.of(name, "violations", violations, 0, "0", violations == 0);
  }
}
