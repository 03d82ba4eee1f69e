package dev.sluice.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.Discovery;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which changes below a directory count, and when. */
class ChangingTasksTest extends TaskDirectory {

  @Test
  void discover_unchangedFiles_areNotReadAgain() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    // Other content with the same time, size and inode, which a reader would notice.
    Path script = task.path().resolve("main.js");
    FileTime modified = Files.getLastModifiedTime(script);
    Files.writeString(script, "x".repeat((int) Files.size(script)));
    Files.setLastModifiedTime(script, modified);
    Discovery second = source.discover();

    assertThat(second.tasks().get(0)).isSameAs(first.tasks().get(0));
  }

  @Test
  void discover_changedFile_hasOtherDigest() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    task.with("main.js", "other");
    settled();
    Discovery second = source.discover();

    assertThat(second.tasks().get(0).digest()).isNotEqualTo(first.tasks().get(0).digest());
    assertThat(source().discover().tasks().get(0).digest())
        .isEqualTo(second.tasks().get(0).digest());
  }

  @Test
  void discover_deletedTask_isGone() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    Path zip = Files.write(root.resolve("c.zip"), zip("c", "2.0.0"));
    settled();
    TaskSource source = source();
    source.discover();

    Files.delete(zip);

    assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_taskBreaks_keepsItAndReportsError() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a"));
    settled();
    TaskSource source = source();
    Discovery first = source.discover();

    task.with("metadata.json", "{");
    settled();
    Discovery second = source.discover();

    assertThat(second.tasks()).isEqualTo(first.tasks());
    assertThat(Sources.broken(second)).containsExactly("a malformed_json");
  }

  @Test
  void discover_incompleteTask_looksAgain() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a")).with("metadata.json", "{\"name\":");
    writtenAt(time.instant());
    time.meanwhile(
        () -> {
          task.with("metadata.json", TaskFolder.METADATA);
          writtenAt(time.instant().minusSeconds(1));
        });

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.broken()).isEmpty();
    assertThat(time.waits).containsExactly(Duration.ofMillis(200));
  }

  /** A script that is saved a moment before its metadata is not a change of its own. */
  @Test
  void discover_recentChange_looksAgain() throws Exception {
    TaskFolder task = TaskFolder.addition(root.resolve("a")).with("main.js", "new");
    writtenAt(time.instant());
    time.meanwhile(
        () -> {
          task.with("metadata.json", "{\"name\": \"addition\", \"version\": \"1.0.1\"}");
          writtenAt(time.instant().minusSeconds(1));
        });

    assertThat(Sources.tasks(source().discover())).containsExactly("addition 1.0.1");
  }

  @Test
  void discover_endlessWrites_showsTaskAfterFiveLooks() throws Exception {
    TaskFolder.addition(root.resolve("a"));
    keepWriting(0);

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(time.waits).hasSize(4);
  }

  private void keepWriting(int times) {
    writtenAt(time.instant().plusMillis(times));
    time.meanwhile(() -> keepWriting(times + 1));
  }
}
