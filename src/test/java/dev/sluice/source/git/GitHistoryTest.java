package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Discovery;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a git source keeps between two reads, and how it follows the repository. */
class GitHistoryTest {
  @AutoClose private final TaskRepository tasks;

  GitHistoryTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
  }

  @Test
  void discover_shallow_fetchesNoHistory() throws Exception {
    for (int i = 0; i < 5; i++) {
      tasks.a("1.0." + i);
      tasks.commit();
    }

    tasks.source().discover();

    try (Git copy = Git.open(tasks.objects().toFile())) {
      assertThat(copy.log().add(copy.getRepository().resolve("refs/sluice/source")).call())
          .hasSize(1);
    }
  }

  @Test
  void discover_sameCommit_isNotReadAgain() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    TaskSource source = tasks.source();

    Discovery first = source.discover();

    assertThat(source.discover()).isSameAs(first);
  }

  @Test
  void discover_newCommit_hasItsTasksOnly() throws Exception {
    tasks.a("1.0.0");
    TaskFolder.named(tasks.work.resolve("b"), "b", "1.0.0");
    tasks.commit();
    TaskSource source = tasks.source();
    source.discover();

    TaskFolder.named(tasks.work.resolve("c"), "c", "1.0.0");
    tasks.git.rm().addFilepattern("a").call();
    tasks.commit();

    assertThat(Sources.tasks(source.discover())).containsExactly("b 1.0.0", "c 1.0.0");
  }

  @Test
  void discover_rewrittenHistory_isFollowed() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    TaskSource source = tasks.source();
    source.discover();

    tasks.a("9.0.0");
    tasks.git.add().addFilepattern(".").call();
    tasks.git.commit().setAmend(true).setMessage("other").setSign(false).call();

    assertThat(Sources.tasks(source.discover())).containsExactly("a 9.0.0");
  }

  @Test
  void discover_damagedCopy_isReplaced() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    tasks.source().discover();
    damage(tasks.objects());

    assertThat(Sources.tasks(tasks.source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_changedCopy_isRestored() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    tasks.source().discover();
    Path script = tasks.files().resolve("a/main.js");
    Files.delete(script);
    Files.writeString(script.resolveSibling("extra.js"), "not in the commit");

    assertThat(Sources.tasks(tasks.source().discover())).containsExactly("a 1.0.0");
    assertThat(script).exists();
    assertThat(script.resolveSibling("extra.js")).doesNotExist();
  }

  @Test
  void discover_lockLeftBehind_copyIsReplaced() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    tasks.source().discover();
    Files.createFile(tasks.objects().resolve("index.lock"));

    assertThat(Sources.tasks(tasks.source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_repositoryGone_fails() throws Exception {
    tasks.a("1.0.0");
    tasks.commit();
    TaskSource source = tasks.source();
    source.discover();

    Files.move(tasks.work, tasks.directory.resolve("away"));

    assertThat(failure(source).code()).isEqualTo("unreachable");
  }

  /** Overwrites every object. */
  private static void damage(Path objects) throws IOException {
    try (Stream<Path> files = Files.walk(objects.resolve("objects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(
            file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    Files.deleteIfExists(objects.resolve("index"));
  }
}
