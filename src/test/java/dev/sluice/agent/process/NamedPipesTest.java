package dev.sluice.agent.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class NamedPipesTest {
  private static final int BATCH = 64;

  @TempDir Path workDir;
  private WorkerDirectory directory;
  private NamedPipes pipes;

  @BeforeEach
  void open() throws IOException {
    directory = WorkerDirectory.open(workDir, "node");
    pipes = new NamedPipes(directory, Isolator.of(Isolation.NONE, directory));
  }

  @AfterEach
  void close() {
    pipes.close();
    directory.close();
  }

  @Test
  void read_childPrintsAfterParentEnded_getsAll() throws Exception {
    NamedPipe pipe = pipes.take();
    Process process = print(pipe, "(sleep 0.2; echo late) & echo early");

    assertThat(process.waitFor()).isZero();

    assertThat(readToItsEnd(pipe)).isEqualTo("early\nlate\n");
  }

  @Test
  void handedOver_pipe_cannotBeFoundByItsName() throws Exception {
    NamedPipe pipe = pipes.take();
    Process process = print(pipe, "echo here");

    assertThat(names()).hasSize(BATCH - 1);
    assertThat(process.waitFor()).isZero();
    assertThat(readToItsEnd(pipe)).isEqualTo("here\n");
    assertThat(names()).hasSize(BATCH - 1);
  }

  @Test
  void take_always_givesANameThatCannotBeGuessed() throws Exception {
    Set<String> names = names(pipes.take());

    assertThat(names)
        .hasSize(BATCH)
        .allSatisfy(name -> assertThat(name).matches(".*/[A-Za-z0-9_-]{24}"));
  }

  @Test
  void close_pipeThatWasNotHandedOver_deletesIt() throws Exception {
    pipes.take().close();

    assertThat(names()).hasSize(BATCH - 1);
  }

  @Test
  void take_moreThanABatch_createsMore() throws Exception {
    List<NamedPipe> open = new ArrayList<>();
    for (int i = 0; i <= BATCH; i++) {
      open.add(pipes.take());
    }

    assertThat(open).doesNotContainNull();
    assertThat(names()).hasSize(2 * BATCH);
  }

  @Test
  void take_filesDeleted_createsThemAgain() throws Exception {
    pipes.take().close();
    for (String name : names()) {
      Files.delete(Path.of(name));
    }

    NamedPipe pipe = pipes.take();
    print(pipe, "echo here");

    assertThat(readToItsEnd(pipe)).isEqualTo("here\n");
  }

  @Test
  void take_directoryDeleted_createsItAgain() throws Exception {
    Path first = Path.of(names(pipes.take()).iterator().next()).getParent();
    DirectoryTree.delete(first);

    NamedPipe pipe = pipes.take();
    print(pipe, "echo here");

    assertThat(readToItsEnd(pipe)).isEqualTo("here\n");
  }

  @Test
  void take_pipesCannotBeCreated_returnsNull() throws Exception {
    Path root = workDir.resolve("node");
    Path elsewhere = workDir.resolve("elsewhere");
    Files.move(root, elsewhere);

    assertThat(pipes.take()).isNull();

    Files.move(elsewhere, root);
    assertThat(pipes.take()).as("not tried again for each job").isNull();
  }

  @Test
  void close_pipesInUse_deletesThem() throws Exception {
    print(pipes.take(), "true");

    pipes.close();

    assertThat(names()).isEmpty();
    assertThat(pipes.take()).isNull();
  }

  private static Process print(NamedPipe pipe, String script) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", script).redirectOutput(pipe.target()).start();
    pipe.handedOver();
    return process;
  }

  private static String readToItsEnd(NamedPipe pipe) throws IOException {
    try (pipe) {
      return new String(pipe.readAllBytes(), US_ASCII);
    }
  }

  private Set<String> names(NamedPipe taken) throws IOException {
    assertThat(taken).isNotNull();
    return names();
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> found = Files.walk(workDir.resolve("node"))) {
      Set<String> names = new TreeSet<>();
      found
          .filter(path -> !Files.isDirectory(path) && !path.endsWith(".lock"))
          .forEach(path -> names.add(path.toString()));
      return names;
    }
  }
}
