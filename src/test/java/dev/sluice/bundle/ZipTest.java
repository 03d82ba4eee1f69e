package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.wire.FieldError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipTest {
  private static final int GENERAL_FLAGS_IN_DIRECTORY = 8;

  @TempDir Path directory;
  private TaskFolder folder;

  @BeforeEach
  void readZip_task_isRead() {
    folder = TaskFolder.addition(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "addition/", "a/b/c/"})
  void readZip_rootOrFolder_isTheSameTask(String prefix) throws IOException {
    Report report = read(Zips.of(directory, prefix));

    assertThat(report.errors()).isEmpty();
    assertThat(report.bundle()).isEqualTo(folder.read().bundle());
  }

  @Test
  void readZip_copyInFolder_rootWins() throws IOException {
    Zips zip =
        Zips.of(directory, "")
            .with("x/metadata.json", "{\"name\": \"other\", \"version\": \"9.0.0\"}")
            .with("x/main.js", "other");

    assertThat(bundle(zip).name()).isEqualTo("addition");
  }

  @Test
  void readZip_twoTasks_isRefused() throws IOException {
    Zips zip = Zips.of(directory, "a/").with("b/metadata.json", "{}");

    assertThat(code(zip)).isEqualTo("several_tasks");
  }

  @Test
  void readZip_macMetadata_isIgnored() throws IOException {
    Zips zip = Zips.of(directory, "a/").with("__MACOSX/metadata.json", "{}");

    assertThat(bundle(zip).name()).isEqualTo("addition");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/etc/x", "C:/x", "c:x", "a\\b", "..\\x", "a/..", ".."})
  void readZip_pathOutside_isRefused(String name) throws IOException {
    assertThat(code(Zips.of(directory, "").with(name, "x"))).isEqualTo("unsafe_path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..x", "a..b/c", "a/.../b"})
  void readZip_dotsInName_areAllowed(String name) throws IOException {
    assertThat(read(Zips.of(directory, "").with(name, "x")).valid()).isTrue();
  }

  @Test
  void readZip_bombInUnreadEntry_isRefused() throws IOException {
    assertThat(code(Zips.of(directory, "").with("zeros", new byte[8 << 20]))).isEqualTo("zip_bomb");
  }

  @Test
  void readZip_inflatedPastLimit_isRefused() throws IOException {
    Zips zip = Zips.of(directory, "");
    byte[] random = new byte[3 << 20];
    new java.util.SplittableRandom(1).nextBytes(random);
    byte[] mixed = Arrays.copyOf(random, 9 << 20);
    for (int i = 0; i < 4; i++) {
      zip.with("part" + i, mixed);
    }

    assertThat(code(new BundleLimits(1 << 20, 1 << 20, 64 << 20, 32 << 20, 100, 200), zip))
        .isEqualTo("zip_bomb");
  }

  /** The author of a ZIP can declare any size, such as one byte, in its directory. */
  @Test
  void readZip_falseDeclaredSize_countsInflatedBytes() throws IOException {
    byte[] zip = new Zips().with("metadata.json", new byte[20 << 20]).bytes();
    int directoryEntry = indexOf(zip, new byte[] {'P', 'K', 1, 2});
    for (int i = 0; i < 4; i++) {
      zip[directoryEntry + 24 + i] = (byte) (i == 0 ? 1 : 0);
    }

    FieldError error = read(BundleLimits.DEFAULT, zip).errors().get(0);

    assertThat(error.code()).isIn("too_large", "malformed_zip", "malformed_json");
  }

  @Test
  void readZip_tooManyEntries_isRefused() throws IOException {
    Zips zip = Zips.of(directory, "");
    for (int i = 0; i < 1_000; i++) {
      zip.with("f" + i, "");
    }

    assertThat(code(zip)).isEqualTo("too_many_files");
  }

  @Test
  void readZip_encryptedEntry_isRefused() throws IOException {
    byte[] zip = Zips.of(directory, "").bytes();
    zip[indexOf(zip, new byte[] {'P', 'K', 1, 2}) + GENERAL_FLAGS_IN_DIRECTORY] |= 1;

    assertThat(read(BundleLimits.DEFAULT, zip).errors().get(0).code()).isEqualTo("encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "a1ff, symbolic_link",
    "c180, special_file",
    "6180, special_file",
    "2180, special_file",
    "1180, special_file"
  })
  void readZip_linkOrDevice_isRefused(String mode, String code) throws IOException {
    byte[] zip = Zips.of(directory, "").with("tests/link.json", "/etc/passwd").bytes();

    byte[] marked = withMode(zip, "tests/link.json", Integer.parseInt(mode, 16));

    List<FieldError> errors = read(BundleLimits.DEFAULT, marked).errors();
    assertThat(errors).extracting(FieldError::code).containsExactly(code);
    assertThat(errors.get(0).message()).contains("tests/link.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"81a4", "41ed", "0000", "01a4"})
  void readZip_fileAndDirectoryModes_areAllowed(String mode) throws IOException {
    byte[] zip = Zips.of(directory, "").with("other/", "").bytes();

    byte[] marked = withMode(zip, "other/", Integer.parseInt(mode, 16));

    assertThat(read(BundleLimits.DEFAULT, marked).valid()).isTrue();
  }

  /** A self-extracting ZIP has bytes in front; others may have bytes behind. */
  @Test
  void readZip_linkWithBytesAround_isRefused() throws IOException {
    byte[] zip = withMode(Zips.of(directory, "").bytes(), "main.js", 0xa1ff);
    byte[] before = "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8);
    byte[] around = Arrays.copyOf(before, before.length + zip.length + 7);
    System.arraycopy(zip, 0, around, before.length, zip.length);

    assertThat(read(BundleLimits.DEFAULT, around).errors())
        .extracting(FieldError::code)
        .containsExactly("symbolic_link");
  }

  @Test
  void readZip_legacyForm_isRead() throws IOException {
    Zips zip =
        new Zips()
            .with("old/meta.yaml", "name: old\nversion: 1.0.0\n")
            .with("old/task.js", "function main() {}")
            .with("old/parts/metadata.json", "{\"name\": \"part\", \"version\": \"1.0.0\"}")
            .with("old/parts/main.js", "function main() {}");

    TaskBundle task = bundle(zip);

    assertThat(task.name()).isEqualTo("old");
    assertThat(read(BundleLimits.DEFAULT, BundleWriter.zip(task)).bundle()).isEqualTo(task);
  }

  /** A ZIP and a directory with the same errors get the same report. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metadata.json      | {"name": "a/b", "version": "latest"}    | invalid_name
          metadata.json      | {"name": "a"}                           | required
          metadata.json      | {                                       | malformed_json
          main.js            | ` `                                     | empty
          input.schema.json  | {"$ref": "http://x.invalid/"}           | outside_reference
          input.schema.json  | nul                                     | malformed_json
          output.schema.json | {"type": 5}                             | invalid_schema
          output.schema.json | 5                                       | wrong_type
          """)
  void readZip_errors_matchThoseOfDirectory(String file, String content, String code)
      throws IOException {
    List<FieldError> ofDirectory = folder.with(file, content).read().errors();

    List<FieldError> ofZip = read(Zips.of(directory, "")).errors();

    assertThat(ofZip).extracting(FieldError::code).contains(code);
    assertThat(ofZip).isEqualTo(ofDirectory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.json", "main.js"})
  void readZip_missingFile_isReported(String file) throws IOException {
    List<FieldError> ofDirectory = folder.without(file).read().errors();

    assertThat(read(Zips.of(directory, "")).errors())
        .isEqualTo(ofDirectory)
        .extracting(FieldError::code)
        .containsExactly("missing_file");
  }

  /** Compresses well, but below the ratio of a ZIP bomb. */
  @Test
  void readZip_largeScript_isRefused() throws IOException {
    byte[] script = new byte[10 << 20];
    new java.util.SplittableRandom(1).nextBytes(script);
    Arrays.fill(script, 1 << 20, script.length, (byte) ' ');

    assertThat(read(Zips.of(folder.with("main.js", script).path(), "")).errors())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("script", "too_large"));
  }

  @Test
  void readZip_duplicateEntry_isRefused() throws IOException {
    byte[] zip = Zips.of(directory, "").with("main.jx", "second").bytes();
    byte[] renamed = replaceAll(zip, "main.jx", "main.js");

    assertThat(read(BundleLimits.DEFAULT, renamed).errors().get(0).code())
        .isEqualTo("duplicate_entry");
  }

  @Test
  void readZip_truncated_isRefused() throws IOException {
    byte[] zip = Zips.of(directory, "").bytes();

    for (int length = 0; length < zip.length; length += 37) {
      Report report = read(BundleLimits.DEFAULT, Arrays.copyOf(zip, length));
      assertThat(report.errors()).extracting(FieldError::code).containsExactly("malformed_zip");
    }
  }

  @Test
  void readZip_damagedEntry_isRefused() throws IOException {
    byte[] zip = Zips.of(directory, "").bytes();
    int script = indexOf(zip, "main.js".getBytes(StandardCharsets.UTF_8)) + "main.js".length();
    for (int i = 4; i < 12; i++) {
      zip[script + i] ^= 0x55;
    }

    assertThat(read(BundleLimits.DEFAULT, zip).errors().get(0).field()).isEqualTo("script");
  }

  @Test
  void readZip_pastSizeLimit_isNotOpened() throws IOException {
    BundleLimits small = new BundleLimits(1 << 20, 1 << 20, 100, 32 << 20, 100, 200);

    assertThat(code(small, Zips.of(directory, ""))).isEqualTo("too_large");
  }

  @Test
  void readZip_otherFile_isRefused() throws IOException {
    assertThat(read(BundleLimits.DEFAULT, "garbage".getBytes(StandardCharsets.UTF_8)).errors())
        .containsExactly(
            new FieldError("zip", "malformed_zip", "the ZIP is not a ZIP, or is damaged"));
  }

  @Test
  void readZip_namedPipe_isNotOpened() {
    assertThat(new BundleReader().readZip(directory).errors())
        .extracting(FieldError::code)
        .containsExactly("not_a_file");
    assertThat(new BundleReader().readZip(Path.of("/dev/zero")).errors())
        .extracting(FieldError::code)
        .containsExactly("not_a_file");
  }

  @Test
  void readZip_noName_isThatOfTheFileWithAWarning(@TempDir Path zips) throws IOException {
    folder.with("metadata.json", "{\"version\": \"1.0.0\", \"label\": \"Sum\"}");
    byte[] zip = Zips.of(directory, "").bytes();

    Report report = new BundleReader().readZip(Files.write(zips.resolve("addition.ZIP"), zip));

    TaskBundle task = Objects.requireNonNull(report.bundle());
    assertThat(task.name()).isEqualTo("addition");
    assertThat(task.metadata().json().path("name").textValue()).isEqualTo("addition");
    assertThat(report.warnings())
        .extracting(FieldError::field, FieldError::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "metadata.name", "is missing; the name of the file counts: addition"));
    assertThat(read(BundleLimits.DEFAULT, BundleWriter.zip(task)).bundle()).isNotNull();
  }

  @Test
  void readZip_noNameAndUnusableFileName_isRefused(@TempDir Path zips) throws IOException {
    folder.with("metadata.json", "{\"version\": \"1.0.0\"}");
    byte[] zip = Zips.of(directory, "").bytes();

    assertThat(new BundleReader().readZip(Files.write(zips.resolve("a b.zip"), zip)).errors())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("metadata.name", "invalid_name"));
    assertThat(read(BundleLimits.DEFAULT, zip).errors())
        .as("a ZIP in a request has no file name")
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("metadata.name", "required"));
  }

  @Test
  void readZip_noMetadata_isReported() throws IOException {
    assertThat(read(new Zips().with("a/main.js", "x")).errors())
        .containsExactly(new FieldError("metadata", "missing_file", "metadata.json is missing"));
  }

  @Test
  void zip_task_isReadBackAndReproducible() throws IOException {
    TaskBundle task = Objects.requireNonNull(folder.read().bundle());

    byte[] written = BundleWriter.zip(task);

    TaskBundle read = Objects.requireNonNull(read(BundleLimits.DEFAULT, written).bundle());
    assertThat(read.digest()).isEqualTo(task.digest());
    assertThat(BundleWriter.zip(read)).isEqualTo(written);
  }

  private static TaskBundle bundle(Zips zip) throws IOException {
    return Objects.requireNonNull(read(zip).bundle());
  }

  private static String code(Zips zip) throws IOException {
    return code(BundleLimits.DEFAULT, zip);
  }

  private static String code(BundleLimits limits, Zips zip) throws IOException {
    return read(limits, zip.bytes()).errors().get(0).code();
  }

  private static Report read(Zips zip) throws IOException {
    return read(BundleLimits.DEFAULT, zip.bytes());
  }

  private static Report read(BundleLimits limits, byte[] zip) throws IOException {
    return new BundleReader(limits).readZip(new ByteArrayInputStream(zip));
  }

  /** Sets the Unix mode, which is the upper half of the external attributes. */
  private static byte[] withMode(byte[] zip, String name, int mode) {
    byte[] marked = zip.clone();
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    int entry = text.lastIndexOf(name) - 46;
    marked[entry + 5] = 3;
    marked[entry + 40] = (byte) mode;
    marked[entry + 41] = (byte) (mode >>> 8);
    return marked;
  }

  private static byte[] replaceAll(byte[] in, String from, String to) {
    String text = new String(in, StandardCharsets.ISO_8859_1);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int indexOf(byte[] in, byte[] part) {
    String text = new String(in, StandardCharsets.ISO_8859_1);
    return text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }
}
