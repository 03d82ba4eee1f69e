package dev.sluice.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class WorkerDirectoryTest {
  @TempDir Path workDir;

  @Test
  void open_sameWorker_isInUse() throws IOException {
    try (WorkerDirectory open = WorkerDirectory.open(workDir, "node")) {
      assertThat(open.leftovers()).isEmpty();
      assertThatThrownBy(() -> WorkerDirectory.open(workDir, "node"))
          .isInstanceOf(WorkerDirectory.InUse.class)
          .hasMessageContaining(
              "another agent named node is running in " + workDir.resolve("node"));
    }
  }

  @Test
  void open_afterClose_succeeds() throws IOException {
    WorkerDirectory.open(workDir, "node").close();
    assertThat(workDir.resolve("node")).doesNotExist();

    WorkerDirectory.open(workDir, "node").close();
  }

  @Test
  void create_directory_isPrivateAndEmpty() throws IOException {
    try (WorkerDirectory node = WorkerDirectory.open(workDir, "node")) {
      Path first = node.create("../job", 1);
      Files.writeString(first.resolve("file"), "of an earlier agent");

      Path again = node.create("../job", 1);

      assertThat(again).isEqualTo(first).isEmptyDirectory().hasParent(workDir.resolve("node"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(again)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void leftovers_agentWasKilled_namesItsDirectories() throws IOException {
    Path left = Files.createDirectories(workDir.resolve("node/job-1-1"));

    try (WorkerDirectory node = WorkerDirectory.open(workDir, "node")) {
      assertThat(node.leftovers()).containsExactly(left);
    }
    assertThat(left).as("kept with its directory while not deleted").isDirectory();
  }

  @Test
  void nameSecret_agentWasKilled_staysTheSame() throws IOException {
    String secret;
    try (WorkerDirectory node = WorkerDirectory.open(workDir, "node")) {
      Files.createDirectories(workDir.resolve("node/job-1-1"));
      secret = node.nameSecret();
    }

    try (WorkerDirectory node = WorkerDirectory.open(workDir, "node")) {
      assertThat(node.nameSecret()).isEqualTo(secret).hasSizeGreaterThanOrEqualTo(22);
      assertThat(node.leftovers()).containsExactly(workDir.resolve("node/job-1-1"));
    }
    Path file = workDir.resolve("node/.name-secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void close_onlyOwnFilesLeft_deletesTheDirectory() throws IOException {
    WorkerDirectory node = WorkerDirectory.open(workDir, "node");
    node.nameSecret();

    node.close();

    assertThat(workDir.resolve("node")).doesNotExist();
  }

  @Test
  void deleteAbandoned_lockIsFree_deletesOnlyThat() throws IOException {
    Path killed = workDir.resolve("killed");
    Files.createDirectories(killed.resolve("job-1-1"));
    Files.createFile(killed.resolve(".lock"));
    Path other = Files.createDirectories(workDir.resolve("bundles"));
    try (WorkerDirectory node = WorkerDirectory.open(workDir, "node");
        WorkerDirectory running = WorkerDirectory.open(workDir, "running")) {
      Path job = running.create("job-2", 1);

      node.deleteAbandoned();

      assertThat(killed).doesNotExist();
      assertThat(job).isDirectory();
      assertThat(other).isDirectory();
    }
  }

  @Test
  void open_workDirectoryOfAnotherAccount_isRefused() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
    Files.setAttribute(workDir, "unix:uid", 65534);

    assertThatThrownBy(() -> WorkerDirectory.open(workDir, "node"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(workDir + " belongs to the account ");
  }
}
