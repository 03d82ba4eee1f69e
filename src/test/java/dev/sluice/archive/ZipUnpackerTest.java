package dev.sluice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.archive.ZipUnpacker.Unpacked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class ZipUnpackerTest {
  private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;

  @TempDir Path directory;
  private Path into;

  @BeforeEach
  void makeTarget() throws IOException {
    into = Files.createDirectory(directory.resolve("job"));
  }

  @Test
  void unpack_filesAndDirectories_areWritten() throws IOException {
    Unpacked unpacked =
        unpack(
            Zips.aZip()
                .file("a.txt", "A")
                .entry("empty/", 040755, new byte[0])
                .file("d/e/b", "BB"));

    assertThat(unpacked).isEqualTo(new Unpacked(2, 3));
    assertThat(into.resolve("a.txt")).hasContent("A");
    assertThat(into.resolve("d/e/b")).hasContent("BB");
    assertThat(into.resolve("empty")).isEmptyDirectory();
  }

  @Test
  void unpack_emptyZip_writesNothing() throws IOException {
    assertThat(unpack(Zips.aZip())).isEqualTo(new Unpacked(0, 0));
    assertThat(into).isEmptyDirectory();
  }

  @Test
  void unpack_execBit_isKeptAndSetuidIsNot() throws IOException {
    unpack(Zips.aZip().entry("run", UnixStat.FILE_FLAG | 04755, new byte[0]).plain("dos", ""));

    assertThat(Files.getAttribute(into.resolve("run"), "unix:mode")).isEqualTo(0100755);
    assertThat(into.resolve("dos")).isReadable();
    assertThat(Files.isExecutable(into.resolve("dos"))).isFalse();
  }

  @Test
  void unpack_modeWithoutOwner_staysReadableForIt() throws IOException {
    unpack(
        Zips.aZip().entry("d/", 040000, new byte[0]).entry("d/f", UnixStat.FILE_FLAG, new byte[0]));

    assertThat(Files.getAttribute(into.resolve("d"), "unix:mode")).isEqualTo(040700);
    assertThat(Files.getAttribute(into.resolve("d/f"), "unix:mode")).isEqualTo(0100600);
  }

  @Test
  void unpack_zip64_isWritten() throws IOException {
    unpack(Zips.aZip().zip64().file("a", "A"));

    assertThat(into.resolve("a")).hasContent("A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "C:/evil",
        "c:evil",
        "a\\..\\evil",
        "a/b\\c",
        "..",
        "a\0b"
      })
  void unpack_pathThatLeadsOut_isRefused(String name) throws IOException {
    assertRefused(Zips.aZip().file("ok", "").file(name, "x"), "unsafe_path", "holds \"");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"./a", "d//b", "d/./c"})
  void unpack_harmlessDots_areDropped(String name) throws IOException {
    unpack(Zips.aZip().file(name, "x"));

    assertThat(into.resolve(name)).hasContent("x");
  }

  @Test
  void unpack_deepPath_isRefused() throws IOException {
    assertRefused(Zips.aZip().file("d/".repeat(64) + "f", ""), "path_too_long", "deeper than 64");
  }

  @Test
  void unpack_longName_isRefused() throws IOException {
    assertRefused(Zips.aZip().file("é".repeat(128), ""), "path_too_long", "has too long a name");
  }

  @ParameterizedTest
  @CsvSource({"d/up,../a", "d/e/top,../../a", "here,d", "self,.", "dangling,no/such", "d/same,./x"})
  void unpack_linkThatStaysInside_isKept(String name, String target) throws IOException {
    unpack(Zips.aZip().link(name, target).file("a", "A").file("d/e/f", ""));

    assertThat(Files.readSymbolicLink(into.resolve(name))).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource({
    "out,../secret",
    "d/out,../../secret",
    "abs,/etc/passwd",
    "drive,C:/x",
    "hidden,d/../../secret",
    "viaLink,l/..",
    "d/viaLink,l/..",
    "dots,./../secret"
  })
  void unpack_linkThatLeadsOut_isRefused(String name, String target) throws IOException {
    assertRefused(Zips.aZip().link("l", ".").link(name, target), "unsafe_link", name);
    assertThat(into.resolve(name)).doesNotExist();
  }

  @Test
  void unpack_fileBelowALink_isNotWrittenThroughIt() throws IOException {
    assertRefused(
        Zips.aZip().file("d/x", "").link("l", "d").file("l/y", "Y"), "duplicate_entry", "\"l\"");
    assertThat(into.resolve("d/y")).doesNotExist();
  }

  @Test
  void unpack_targetIsALinkOfBefore_isNotFollowed() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(into.resolve("d"), outside);

    assertRefused(Zips.aZip().file("d/x", "X"), "duplicate_entry", "d/x");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void unpack_fifo_isRefused() throws IOException {
    assertRefused(Zips.aZip().entry("pipe", 010644, new byte[0]), "special_file", "pipe");
  }

  @ParameterizedTest
  @CsvSource({"a,a", "a,./a", "a/b,a", "a,a/b", "a,a/"})
  void unpack_twoEntriesOfOneName_areRefused(String one, String two) throws IOException {
    assertRefused(Zips.aZip().file(one, "1").file(two, "2"), "duplicate_entry", "another entry");
  }

  @Test
  void unpack_namesThatDifferInCase_areTwoFilesWhereTheSystemHasBoth() throws IOException {
    unpack(Zips.aZip().file("Readme", "1").file("README", "2"));

    assertThat(into.resolve("Readme")).hasContent("1");
    assertThat(into.resolve("README")).hasContent("2");
  }

  @Test
  void unpack_moreBytesThanAllowed_isRefused() throws IOException {
    ArchiveLimits limits = new ArchiveLimits(10, 10, 10, 10);

    assertRefused(
        Zips.aZip().file("a", "123456").file("b", "123456"), limits, "too_large", "\"b\"");
  }

  @Test
  void unpack_bomb_isRefusedByItsRatio() throws IOException {
    assertRefused(Zips.aZip().zeros("bomb", 80), "zip_bomb", "200 times");
    try (Stream<Path> files = Files.list(into)) {
      assertThat(files.mapToLong(f -> f.toFile().length()).sum()).isLessThan(65L << 20);
    }
  }

  @Test
  void unpack_tooManyEntries_endsWhileTheDirectoryIsRead() throws IOException {
    ArchiveLimits limits = new ArchiveLimits(1000, 10, 10, 10);
    Zips zip = Zips.aZip();
    for (int i = 0; i < 11; i++) {
      zip.file("f" + i, "");
    }

    assertRefused(zip, limits, "too_many_entries", "more than 10");
    assertThat(into).isEmptyDirectory();
  }

  @Test
  void unpack_tenThousandEntries_areWritten() throws IOException {
    Zips zip = Zips.aZip();
    for (int i = 0; i < 10_000; i++) {
      zip.file("d" + i % 100 + "/f" + i, "x");
    }

    assertThat(unpack(zip)).isEqualTo(new Unpacked(10_000, 10_000));
  }

  @Test
  void unpack_encryptedEntry_isRefused() throws IOException {
    byte[] zip = Zips.aZip().file("secret", "x").bytes();
    zip[6] |= 1;
    zip[indexOf(zip, "PK\1\2") + 8] |= 1;

    assertRefused(zip, LIMITS, "encrypted", "secret");
  }

  @Test
  void unpack_unknownMethod_isRefused() throws IOException {
    byte[] zip = Zips.aZip().file("f", "x").bytes();
    zip[8] = 12;
    zip[indexOf(zip, "PK\1\2") + 10] = 12;

    assertRefused(zip, LIMITS, "unsupported_method", "method 12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no zip at all", "PK\3\4", "PK\5\6"})
  void unpack_noZip_isRefused(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

    assertRefused(bytes, LIMITS, "malformed_zip", "damaged");
  }

  @Test
  void unpack_truncatedZip_isRefused() throws IOException {
    byte[] zip = Zips.aZip().file("f", "x".repeat(1000)).bytes();

    assertRefused(Arrays.copyOf(zip, zip.length - 30), LIMITS, "malformed_zip", "damaged");
  }

  @Test
  void unpack_damagedContent_isRefused() throws IOException {
    byte[] zip = Zips.aZip().entry("f", 0100644, new byte[0]).file("g", "hello").bytes();
    // The checksum of g in the directory.
    int second = indexOf(zip, "PK\1\2", indexOf(zip, "PK\1\2") + 1);
    zip[second + 16] ^= 1;

    assertRefused(zip, LIMITS, "malformed_zip", "\"g\"");
  }

  @Test
  void unpack_meterFails_ends() throws IOException {
    Path zip = Zips.aZip().file("a", "A").file("b", "B").in(directory);

    assertThatThrownBy(
            () ->
                ZipUnpacker.unpack(
                    zip,
                    into,
                    LIMITS,
                    bytes -> {
                      throw new IOException("cancelled");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cancelled");
    assertThat(into).isEmptyDirectory();
  }

  @Test
  void unpack_meter_seesAllBytes() throws IOException {
    Path zip = Zips.aZip().file("a", "A").file("b", "BB").in(directory);
    AtomicLong seen = new AtomicLong();

    ZipUnpacker.unpack(zip, into, LIMITS, seen::addAndGet);

    assertThat(seen).hasValue(3);
  }

  @Test
  void unpack_directoryCannotBeWritten_isNoRefusal() throws IOException {
    Path zip = Zips.aZip().file("a", "A").in(directory);
    Path gone = directory.resolve("gone");

    assertThatThrownBy(() -> ZipUnpacker.unpack(zip, gone, LIMITS, Meter.NONE))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(RefusedArchiveException.class);
  }

  @Test
  void isZip_content_tells() throws IOException {
    assertThat(ZipUnpacker.isZip(Zips.aZip().file("a", "").in(directory))).isTrue();
    assertThat(ZipUnpacker.isZip(Zips.aZip().in(directory))).isTrue();
    assertThat(ZipUnpacker.isZip(Files.writeString(directory.resolve("t"), "PK text"))).isFalse();
    assertThat(ZipUnpacker.isZip(Files.writeString(directory.resolve("e"), ""))).isFalse();
  }

  private Unpacked unpack(Zips zip) throws IOException {
    return ZipUnpacker.unpack(zip.in(directory), into, LIMITS, Meter.NONE);
  }

  private void assertRefused(Zips zip, String code, String message) throws IOException {
    assertRefused(zip.bytes(), LIMITS, code, message);
  }

  private void assertRefused(Zips zip, ArchiveLimits limits, String code, String message)
      throws IOException {
    assertRefused(zip.bytes(), limits, code, message);
  }

  private void assertRefused(byte[] zip, ArchiveLimits limits, String code, String message)
      throws IOException {
    Path file = Files.write(directory.resolve("bad.zip"), zip);

    assertThatThrownBy(() -> ZipUnpacker.unpack(file, into, limits, Meter.NONE))
        .isInstanceOfSatisfying(
            RefusedArchiveException.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static int indexOf(byte[] bytes, String text) {
    return indexOf(bytes, text, 0);
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }
}
