package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backs up a server under load, and starts another one on the copy. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackupIT {
  private static final int ACKNOWLEDGED = 60;

  @TempDir Path directory;

  @Test
  void backup_serverUnderLoad_isServedWithAllAcknowledgedJobs() throws InterruptedException {
    List<String> before;
    try (Server server = Server.in(directory).start()) {
      // Given clients that submit and run jobs without a pause
      Queue<String> done = new ConcurrentLinkedQueue<>();
      AtomicBoolean enough = new AtomicBoolean();
      List<Thread> clients =
          IntStream.range(0, 3).mapToObj(i -> client(server.http(), done, enough)).toList();
      Eventually.until("enough jobs are done", () -> done.size() >= ACKNOWLEDGED);

      // When
      before = List.copyOf(done);
      Command backup =
          Command.run(
              SluiceProcess.command("store", "backup", "--to", "copy/data", "--verify"),
              directory,
              Map.of("SLUICE_SERVER", server.uri().toString()));
      enough.set(true);
      for (Thread client : clients) {
        client.join();
      }

      // Then
      assertThat(backup.exitCode()).as(backup.err() + backup.out()).isZero();
      assertThat(backup.out()).contains("no fault");
    }
    try (Server copy = Server.in(directory.resolve("copy")).start()) {
      Http http = copy.http();
      for (String id : before) {
        assertThat(http.status(id)).isEqualTo("COMPLETED");
        assertThat(new String(http.output(id, ""))).isEqualTo("a line\n");
      }
    }
  }

  @Test
  void backup_directoryInUse_goesThroughItsServerAndNoOther() throws IOException {
    Files.createDirectory(directory.resolve("other"));
    try (Server server = Server.in(directory).start();
        Server other = Server.in(directory.resolve("other")).start()) {
      assertThat(backupOf("data", "one", server).exitCode()).isZero();

      Command refused = backupOf("data", "two", other);

      assertThat(refused.exitCode()).isEqualTo(125);
      assertThat(refused.err()).contains("it is not the one at " + other.uri());
      assertThat(directory.resolve("two")).doesNotExist();
    }
  }

  private Command backupOf(String data, String target, Server server) {
    return Command.run(
        SluiceProcess.command(
            "store", "backup", "--data", data, "--to", target, "--server", server.uri().toString()),
        directory);
  }

  private static Thread client(Http http, Queue<String> done, AtomicBoolean enough) {
    Thread thread =
        new Thread(
            () -> {
              while (!enough.get()) {
                String id = http.submit(Http.exec("echo a line").put("start", true));
                Eventually.until("the job ends", () -> http.status(id).equals("COMPLETED"));
                done.add(id);
              }
            });
    thread.start();
    return thread;
  }
}
