package dev.sluice.legacy.executor.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipBytesTest {
  @Test
  void files_zipWithDirectories_countsFilesOnly() throws IOException {
    byte[] zip = zip("a", "dir/", "dir/b");

    assertThat(ZipBytes.isZip(zip)).isTrue();
    assertThat(ZipBytes.files(zip)).isEqualTo(2);
  }

  @Test
  void files_emptyZip_is0() throws IOException {
    byte[] zip = zip();

    assertThat(ZipBytes.isZip(zip)).isTrue();
    assertThat(ZipBytes.files(zip)).isZero();
  }

  @Test
  void files_anyPartOfAZip_isNoCrash() throws IOException {
    byte[] zip = zip("a", "dir/b");

    for (int length = 0; length < zip.length; length++) {
      assertThat(ZipBytes.files(Arrays.copyOf(zip, length))).isZero();
      assertThat(ZipBytes.files(Arrays.copyOfRange(zip, length, zip.length))).isBetween(0L, 2L);
    }
  }

  @Test
  void files_directoryThatLeadsOut_isNoCrash() throws IOException {
    byte[] zip = zip("a", "dir/b");
    for (int at = 0; at < zip.length; at++) {
      byte[] broken = zip.clone();
      broken[at] = (byte) 0xFF;

      assertThat(ZipBytes.files(broken)).isBetween(0L, 2L);
    }
  }

  @Test
  void isZip_otherContent_isFalse() {
    assertThat(ZipBytes.isZip(new byte[0])).isFalse();
    assertThat(ZipBytes.isZip(new byte[] {80, 75})).isFalse();
    assertThat(ZipBytes.isZip(new byte[] {60, 104, 116, 109, 108})).isFalse();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
