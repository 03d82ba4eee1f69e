package dev.sluice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.archive.ZipPacker.Choice;
import dev.sluice.archive.ZipPacker.Packed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class ZipPackerTest {
  private static final Function<String, Choice> ALL = path -> Choice.TAKE;

  @TempDir Path directory;
  private Path from;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void makeSource() throws IOException {
    from = Files.createDirectory(directory.resolve("from"));
  }

  @Test
  void pack_tree_unpacksAsItWas() throws IOException {
    file("a.txt", "A");
    Files.setPosixFilePermissions(
        file("d/run", "#!"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createDirectories(from.resolve("empty"));
    Files.createSymbolicLink(from.resolve("d/up"), Path.of("../a.txt"));
    FileTime old = FileTime.from(Instant.parse("2020-02-03T04:05:06Z"));
    Files.setLastModifiedTime(from.resolve("a.txt"), old);

    Packed packed = pack(ALL);

    Path there = unpacked();
    assertThat(packed).isEqualTo(new Packed(3, 3, 0));
    assertThat(names(there)).containsExactly("a.txt", "d", "d/run", "d/up", "empty");
    assertThat(there.resolve("a.txt")).hasContent("A");
    assertThat(Files.getLastModifiedTime(there.resolve("a.txt"))).isEqualTo(old);
    assertThat(Files.getAttribute(there.resolve("d/run"), "unix:mode")).isEqualTo(0100750);
    assertThat(Files.readSymbolicLink(there.resolve("d/up"))).hasToString("../a.txt");
  }

  @Test
  void pack_linksThatLeadOut_areLeftOut() throws IOException {
    Files.writeString(directory.resolve("secret"), "s");
    for (String target : List.of("../secret", "/etc/passwd", "x/../../secret")) {
      Files.createSymbolicLink(from.resolve("l" + Math.abs(target.hashCode())), Path.of(target));
    }

    assertThat(pack(ALL)).isEqualTo(new Packed(0, 0, 3));
    assertThat(names(unpacked())).isEmpty();
  }

  @Test
  void pack_linkToADirectory_isNotFollowed() throws IOException {
    file("d/f", "1");
    Files.createSymbolicLink(from.resolve("l"), Path.of("d"));

    pack(ALL);

    assertThat(names(unpacked())).containsExactly("d", "d/f", "l");
  }

  @Test
  void pack_namedPipe_isLeftOut() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", from.resolve("p").toString()).start().waitFor())
        .isZero();

    assertThat(pack(ALL)).isEqualTo(new Packed(0, 0, 1));
  }

  @Test
  void pack_nameThatCannotBeUnpacked_isLeftOut() throws IOException {
    file("a\\b", "1");

    assertThat(pack(ALL)).isEqualTo(new Packed(0, 0, 1));
  }

  @Test
  void pack_chosenDirectory_isTakenWithItsContent() throws IOException {
    file("out/a", "1");
    file("out/d/b", "2");
    file("other/c", "3");

    pack(path -> path.equals("out") ? Choice.TAKE : Choice.LOOK);

    assertThat(names(unpacked())).containsExactly("out", "out/a", "out/d", "out/d/b");
  }

  @Test
  void pack_chosenFile_bringsNoOther() throws IOException {
    file("d/a", "1");
    file("d/b", "2");

    assertThat(pack(path -> path.equals("d/a") ? Choice.TAKE : Choice.LOOK).files()).isEqualTo(1);
    assertThat(names(unpacked())).containsExactly("d", "d/a");
  }

  @Test
  void pack_skippedDirectory_isNotLookedInto() throws IOException {
    file(".git/config", "1");
    file("a", "2");

    pack(path -> path.equals(".git") ? Choice.SKIP : Choice.TAKE);

    assertThat(names(unpacked())).containsExactly("a");
  }

  @Test
  void pack_tooManyEntriesOrBytesOrLevels_isRefused() throws IOException {
    file("a", "123");
    file("d/e/b", "123");

    assertRefused(new ArchiveLimits(100, 3, 1, 9), "too_many_entries");
    assertRefused(new ArchiveLimits(5, 9, 1, 9), "too_large");
    assertRefused(new ArchiveLimits(100, 9, 1, 2), "path_too_long");
  }

  @Test
  void pack_targetFails_isNoRefusal() throws IOException {
    file("a", "123");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };

    assertThatThrownBy(() -> ZipPacker.pack(from, ALL, ArchiveLimits.DEFAULT, broken, Meter.NONE))
        .isNotInstanceOf(RefusedArchiveException.class)
        .hasMessageContaining("broken pipe");
  }

  @Test
  void pack_directoryIsGone_isRefused() {
    assertThatThrownBy(
            () ->
                ZipPacker.pack(
                    directory.resolve("none"), ALL, ArchiveLimits.DEFAULT, out, Meter.NONE))
        .isInstanceOf(RefusedArchiveException.class)
        .hasMessageContaining("it is gone");
  }

  /** As a process does that outlives its job, to make an agent of root read what is not its. */
  @Test
  void pack_directoryReplacedByALinkMeanwhile_isNotFollowed() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("a"), "secret");
    file("d/a", "1");

    pack(
        path -> {
          if (path.equals("d/a")) {
            swap(outside);
          }
          return Choice.TAKE;
        });

    Path there = unpacked();
    assertThat(names(there)).containsExactly("d", "d/a");
    assertThat(there.resolve("d/a")).hasContent("1");
  }

  private void swap(Path outside) {
    try {
      Files.move(from.resolve("d"), directory.resolve("moved"));
      Files.createSymbolicLink(from.resolve("d"), outside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name, String text) throws IOException {
    Path file = from.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Packed pack(Function<String, Choice> choice) throws IOException {
    return ZipPacker.pack(from, choice, ArchiveLimits.DEFAULT, out, Meter.NONE);
  }

  private void assertRefused(ArchiveLimits limits, String code) {
    assertThatThrownBy(() -> ZipPacker.pack(from, ALL, limits, out, Meter.NONE))
        .isInstanceOfSatisfying(
            RefusedArchiveException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  private Path unpacked() throws IOException {
    Path there = Files.createDirectory(directory.resolve("there"));
    Path zip = Files.write(directory.resolve("made.zip"), out.toByteArray());
    ZipUnpacker.unpack(zip, there, ArchiveLimits.DEFAULT, Meter.NONE);
    return there;
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !path.equals(root))
          .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
