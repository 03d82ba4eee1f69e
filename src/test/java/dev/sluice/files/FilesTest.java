package dev.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
  void delete_filesThatStay_deletesTheRestAndNamesThem() throws IOException {
    Path tree = directory.resolve("tree");
    for (String name : List.of("a/stuck", "a/loose", "b/loose", "c/stuck")) {
      Files.createDirectories(tree.resolve(name).getParent());
      Files.writeString(tree.resolve(name), "x");
    }

    assertThatThrownBy(() -> DirectoryTree.delete(tree, FilesTest::deleteUnlessStuck))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot delete all of " + tree)
        .hasMessageContainingAll("a/stuck", "c/stuck")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    try (Stream<Path> left = Files.walk(tree)) {
      assertThat(left.filter(Files::isRegularFile).map(file -> tree.relativize(file).toString()))
          .containsExactlyInAnyOrder("a/stuck", "c/stuck");
    }
    assertThat(tree.resolve("b")).doesNotExist();
  }

  private static void deleteUnlessStuck(Path path) throws IOException {
    if (path.endsWith("stuck")) {
      throw new AccessDeniedException(path.toString());
    }
    Files.deleteIfExists(path);
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

    assertThat(permissions(made)).isEqualTo("rwx------");
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

  @Test
  void claim_ownOpenDirectory_isClosedToOthers() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    PrivateDirectory.claim(open);

    assertThat(permissions(open)).isEqualTo("rwx------");
  }

  @Test
  void claim_directoryOfAnotherAccount_isRefused() throws IOException {
    Path others = Files.createDirectory(directory.resolve("others"));
    giveToAnotherAccount(others);

    assertThatThrownBy(() -> PrivateDirectory.claim(others))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(others + " belongs to the account ");
  }

  @Test
  void claim_linkOfAnotherAccount_isRefused() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    giveToAnotherAccount(link);

    assertThatThrownBy(() -> PrivateDirectory.claim(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(link + " belongs to the account ");
  }

  @Test
  void create_existingFileThatOthersMayRead_keepsItsContentForItsOwnerOnly() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "kept");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    PrivateFile.create(file);

    assertThat(file).hasContent("kept");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void truncate_newOrExistingFile_isEmptyAndForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("file");

    PrivateFile.truncate(file).close();
    assertThat(permissions(file)).isEqualTo("rw-------");
    Files.writeString(file, "old");
    PrivateFile.truncate(file).close();

    assertThat(file).isEmptyFile();
  }

  /** Only root can give a file away. */
  private static void giveToAnotherAccount(Path path) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Files.setAttribute(path, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
