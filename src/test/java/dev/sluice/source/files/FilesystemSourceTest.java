package dev.sluice.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tasks a directory holds. */
class FilesystemSourceTest extends TaskDirectory {

  @Test
  void discover_tasksAtAnyDepth_findsAll() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("x/y/b"), "b", "1.0.0");
    Files.write(root.resolve("x/c.zip"), zip("c", "2.0.0"));
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0", "c 2.0.0", "b 1.0.0");
    assertThat(found.tasks())
        .extracting(DiscoveredTask::location)
        .containsExactly("a", "x/c.zip", "x/y/b");
    assertThat(found.broken()).isEmpty();
    for (DiscoveredTask task : found.tasks()) {
      Report report = task.loader().load();
      assertThat(Objects.requireNonNull(report.bundle()).digest()).isEqualTo(task.digest());
    }
  }

  @Test
  void discover_notRecursive_looksOneLevelDown() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("x/b"), "b", "1.0.0");
    settled();

    assertThat(Sources.tasks(source("recursive", "false").discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_pathIsTask_findsIt() throws Exception {
    TaskFolder.addition(root);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo(".");
  }

  @Test
  void discover_pathIsZip_findsIt() throws Exception {
    Path zip = Files.write(root.resolve("c.zip"), zip("c", "2.0.0"));
    settled();

    assertThat(Sources.tasks(source("path", zip.toString()).discover())).containsExactly("c 2.0.0");
  }

  @Test
  void discover_hiddenAndNestedDirectories_areSkipped() throws Exception {
    TaskFolder.named(root.resolve("a"), "a", "1.0.0");
    TaskFolder.named(root.resolve("a/examples"), "b", "1.0.0");
    TaskFolder.named(root.resolve(".git/c"), "c", "1.0.0");
    TaskFolder.named(root.resolve("node_modules/d"), "d", "1.0.0");
    settled();

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_brokenTasks_areReportedBesideOthers() throws Exception {
    TaskFolder.named(root.resolve("good"), "good", "1.0.0");
    TaskFolder.named(root.resolve("slash"), "a/b", "1.0.0");
    TaskFolder.addition(root.resolve("cut")).with("metadata.json", "{");
    TaskFolder.addition(root.resolve("scriptless")).without("main.js");
    Files.write(root.resolve("bad.zip"), new byte[10]);
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("good 1.0.0");
    assertThat(Sources.broken(found))
        .containsExactly(
            "bad.zip malformed_zip",
            "cut malformed_json",
            "scriptless missing_file",
            "slash invalid_name");
  }

  @Test
  void discover_versionInTwoPlaces_firstCounts() throws Exception {
    TaskFolder.addition(root.resolve("a"));
    TaskFolder.addition(root.resolve("b"));
    TaskFolder.addition(root.resolve("c")).with("main.js", "other");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("addition 1.0.0");
    assertThat(found.tasks().get(0).location()).isEqualTo("a");
    assertThat(Sources.broken(found)).containsExactly("c duplicate_version");
  }

  @Test
  void discover_olderForm_isFound() throws Exception {
    TaskFolder.empty(root.resolve("old"))
        .with("meta.yaml", "name: old\nversion: 1.0.0\n")
        .with("task.js", "function main() {}");
    settled();

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("old 1.0.0");
    assertThat(found.broken()).isEmpty();
  }

  @Test
  void discover_linkOutOfSource_isBroken(@TempDir Path elsewhere) throws Exception {
    TaskFolder.addition(elsewhere.resolve("a"));
    Files.createSymbolicLink(root.resolve("direct"), elsewhere.resolve("a"));
    Files.createSymbolicLink(root.resolve("above"), elsewhere);
    TaskFolder.named(root.resolve("b"), "b", "1.0.0").without("main.js");
    Files.createSymbolicLink(root.resolve("b/main.js"), elsewhere.resolve("a/main.js"));
    settled();

    Discovery found = source().discover();

    assertThat(found.tasks()).isEmpty();
    assertThat(Sources.broken(found))
        .containsExactly("above outside_source", "b outside_source", "direct outside_source");
  }

  @Test
  void discover_circularLink_ends() throws Exception {
    TaskFolder.named(root.resolve("x/a"), "a", "1.0.0");
    Files.createSymbolicLink(root.resolve("x/loop"), root);
    settled();

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  /** Skipped for root, who can read everything. */
  @Test
  void discover_unreadableDirectory_keepsItsTasks() throws Exception {
    TaskFolder.named(root.resolve("x/a"), "a", "1.0.0");
    settled();
    TaskSource source = source();
    source.discover();
    Path closed = root.resolve("x");
    Assumptions.assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed));

    Discovery found = source.discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
    assertThat(Sources.broken(found)).containsExactly("x unreadable");
    assertThat(closed.toFile().setReadable(true)).isTrue();
  }

  @Test
  void discover_pathMissing_failsAndRecovers() throws Exception {
    TaskFolder.addition(root.resolve("tasks/a"));
    settled();
    TaskSource source = source("path", root.resolve("tasks").toString());
    source.discover();

    Files.move(root.resolve("tasks"), root.resolve("away"));
    SourceException failure = catchThrowableOfType(SourceException.class, source::discover);
    Files.move(root.resolve("away"), root.resolve("tasks"));

    assertThat(failure.code()).isEqualTo("missing");
    assertThat(Sources.tasks(source.discover())).containsExactly("addition 1.0.0");
  }
}
