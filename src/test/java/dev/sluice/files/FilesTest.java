package dev.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class FilesTest {
  @TempDir Path directory;

  @Test
  void delete_readOnlyDirectoriesAndLinks_deletesTheTreeAlone() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "kept");
    Path tree = Files.createDirectories(directory.resolve("tree/sub/locked"));
    Files.writeString(tree.resolve("file"), "x");
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("r-x------"));

    DirectoryTree.delete(directory.resolve("tree"));

    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  @Test
  void delete_absentPath_doesNothing() throws IOException {
    DirectoryTree.delete(directory.resolve("absent"));
  }

  @Test
  void write_existingFile_isReplacedAndNothingElseIsLeft() throws IOException {
    Path file = directory.resolve("new/file");

    AtomicFile.write(file, new byte[] {1});
    AtomicFile.write(file, new byte[] {2, 3});

    assertThat(file).hasBinaryContent(new byte[] {2, 3});
    try (Stream<Path> entries = Files.list(directory.resolve("new"))) {
      assertThat(entries).containsExactly(file);
    }
  }

  @Test
  void write_targetIsADirectory_failsAndLeavesNothing() throws IOException {
    Path target = directory.resolve("parent/target");
    Files.createDirectories(target.resolve("sub"));

    assertThatThrownBy(() -> AtomicFile.write(target, new byte[1])).isInstanceOf(IOException.class);
    try (Stream<Path> entries = Files.list(directory.resolve("parent"))) {
      assertThat(entries).containsExactly(target);
    }
  }

  @Test
  void create_newDirectory_isForItsOwnerOnly() throws IOException {
    Path made = directory.resolve("a/b");

    PrivateDirectory.create(made);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void createTrusted_directoryThatOthersMayWriteTo_isRefused() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> PrivateDirectory.createTrusted(shared))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can be written to by others");
  }

  @Test
  void createTrusted_ownDirectory_isUsed() throws IOException {
    PrivateDirectory.createTrusted(directory.resolve("own"));
    PrivateDirectory.createTrusted(directory.resolve("own"));

    assertThat(directory.resolve("own")).isEmptyDirectory();
  }
}
